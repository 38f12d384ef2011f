import { type Group, type Import, type PoolNumber, type RowErrorPage } from '@ctci/contracts';
import { isUnfinished } from '@ctci/domain';
import { until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CheckedClient } from './support/checked-client.js';
import { dnisOf, numbersFrom } from './support/numbers.js';
import { allPages, type Page } from './support/pages.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;

beforeAll(async () => {
  [api] = await Promise.all([system.startApi(), system.start('import-worker')]);
});

afterAll(() => system.stop());

let made = 0;
const aGroup = (group = {}) => api.createGroup({ name: `Group ${++made}`, ...group });
const rested = ({ id }: { id: string }) =>
  until(
    () => api.getImport(id),
    ({ status }) => !isUnfinished(status),
  );
const imported = async (groupId: string, csv: string, query = '') => rested(await api.startImport(groupId, csv, query));
const numbersOf = async (groupId: string) =>
  (await allPages<PoolNumber>(api, `/api/v1/groups/${groupId}/numbers`, 1_000)).flatMap(({ items }) => items);
const csvOf = (rows: readonly (readonly [string, string])[]) => rows.map((row) => `${row.join(',')}\n`).join('');

/** A file as it comes out of a spreadsheet that people have worked in: what is found in each of its rows. */
const WORKED_IN: readonly (readonly [row: string, found?: string, suggestion?: string])[] = [
  ['DNIS,Description'],
  ['+18005555554,Claims'],
  ['18005555555,"Renewals, west"'],
  ['+1 (800) 555-5556,Has spaces', 'dnis DNIS_NOT_E164', '+18005555556'],
  ['1.80056E+10,Saved by a spreadsheet', 'dnis DNIS_SCIENTIFIC_NOTATION'],
  ['+18005555554,Again', 'dnis DUPLICATE_IN_FILE'],
  ['0018005555557,Dialled from abroad', 'dnis DNIS_NOT_E164', '+18005555557'],
  ['+9991234567,No such country', 'dnis DNIS_UNKNOWN_COUNTRY'],
  ['+1800555,Too short', 'dnis DNIS_WRONG_LENGTH'],
  ['+180055555580000001,Too long', 'dnis DNIS_TOO_LONG'],
  ['+18005555559', 'null MISSING_COMMA', '+18005555559,'],
  [
    '+18005555560,A description that is far longer than thirty-two characters',
    'description DESCRIPTION_TOO_LONG',
    'A description that is far longer',
  ],
  ["'+18005555561,Apostrophe", 'dnis APOSTROPHE_DROPPED'],
  [',No number', 'dnis DNIS_MISSING'],
  ['+18005555562,Sales,extra', 'null TOO_MANY_COLUMNS', '+18005555562,"Sales, extra"'],
];
const WORKED_IN_CSV = WORKED_IN.map(([row]) => `${row}\n`).join('');
const FINDINGS = WORKED_IN.flatMap(([, found, suggestion], index) => (found ? [[index + 1, found, suggestion]] : []));

describe('a good file', () => {
  it('is imported, and once more without a change', async () => {
    const { id } = await aGroup();
    const csv = csvOf([
      [dnisOf(1), 'One'],
      [dnisOf(2), ''],
    ]);
    const first = await imported(id, csv);
    expect(first).toMatchObject({
      status: 'completed',
      groupId: id,
      progress: { phase: 'done', rowsDone: 2, rowsTotal: 2, percent: 100 },
      counts: { rows: 2, created: 2, updated: 0, unchanged: 0, removed: 0, rejected: 0, byCountry: { US: 2 } },
      createdBy: 'api-key:bootstrap',
    });
    expect(await imported(id, csv)).toMatchObject({ status: 'completed', counts: { created: 0, unchanged: 2 } });
  });

  it('updates descriptions, and an empty one keeps the present one', async () => {
    const { id } = await aGroup({ numbers: numbersFrom(10, 3).map((number) => ({ ...number, description: 'old' })) });
    const csv = csvOf([
      [dnisOf(10), 'new'],
      [dnisOf(11), ''],
      [dnisOf(13), ''],
    ]);
    expect((await imported(id, csv)).counts).toMatchObject({ created: 1, updated: 1, unchanged: 1 });
    expect((await numbersOf(id)).map(({ description }) => description)).toEqual(['new', 'old', 'old', '']);
  });

  it.each(['programs', 'spreadsheet'])('comes out of an export for %s and goes into another group', async (reader) => {
    const descriptions = ['', 'Renewals, "west"', '=1+1', "'quoted", '+49', '-', '@a', 'Ünïcode 😀', "''=", ' ', 'a;b'];
    const numbers = descriptions.map((description, index) => ({ dnis: dnisOf(20 + index), description }));
    const [from, to] = [await aGroup({ numbers }), await aGroup()];
    const before = await numbersOf(from.id);
    const exported = await api.get<string>(`/api/v1/groups/${from.id}/numbers.csv?for=${reader}`);
    expect(exported.headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''Group%20${from.name.slice(6)}.csv`,
    );
    await api.send('DELETE', `/api/v1/groups/${from.id}`);
    expect((await imported(to.id, exported.body)).counts).toMatchObject({ created: descriptions.length, rejected: 0 });
    expect(await numbersOf(to.id)).toEqual(before);
    expect((await imported(to.id, exported.body)).counts).toMatchObject({ unchanged: descriptions.length });
    await api.send('DELETE', `/api/v1/groups/${to.id}`);
  });

  it('of 10,000 rows fills a pool, and the next one finds no room', async () => {
    const { id } = await aGroup();
    const rows = numbersFrom(20_000, 10_000).map(({ dnis }) => [dnis, ''] as const);
    expect((await imported(id, csvOf(rows))).counts).toMatchObject({ rows: 10_000, created: 10_000 });
    const over = await imported(id, csvOf([[dnisOf(40_000), ''], rows[0]!]), '?onError=skip');
    expect(over.counts).toMatchObject({ rows: 2, created: 0, unchanged: 1, rejected: 1 });
    expect(await api.allRowErrors(over.id)).toMatchObject([{ line: 1, code: 'POOL_FULL' }]);
    expect((await api.get<Group>(`/api/v1/groups/${id}`)).body.poolSize).toBe(10_000);
  });

  it('runs beside others into the same group and into another, and each number is written once', async () => {
    const groups = [await aGroup(), await aGroup()];
    const csv = csvOf(numbersFrom(50_000, 300).map(({ dnis }) => [dnis, 'x']));
    const all = await Promise.all([0, 0, 0, 1].map((to) => imported(groups[to]!.id, csv, '?onError=skip')));
    expect(all.map(({ status }) => status)).toEqual(Array(4).fill('completed'));
    const total = (count: 'created' | 'unchanged' | 'rejected') =>
      all.reduce((sum, { counts }) => sum + counts[count], 0);
    expect(total('created')).toBe(300);
    expect(total('unchanged') + total('rejected')).toBe(900);
    const sizes = await Promise.all(groups.map(async ({ id }) => (await numbersOf(id)).length));
    expect(sizes.reduce((sum, size) => sum + size)).toBe(300);
  });
});

describe('a file with wrong rows', () => {
  it('is not written: each row error has its line, its code and what may mend it', async () => {
    const { id } = await aGroup();
    const result = await imported(id, WORKED_IN_CSV);
    expect(result).toMatchObject({
      status: 'needs_correction',
      finishedAt: null,
      counts: { rows: 14, created: 3, rejected: 11, warnings: 1 },
    });
    const errors = await api.allRowErrors(result.id);
    expect(errors.map(({ line, column, code, suggestion }) => [line, `${column} ${code}`, suggestion])).toEqual(
      FINDINGS,
    );
    expect(errors.find(({ code }) => code === 'DUPLICATE_IN_FILE')?.message).toContain('line 2');
    expect(await numbersOf(id)).toEqual([]);
    const read = await api.get(`/api/v1/imports/${result.id}`);
    expect(read.headers.get('retry-after')).toBeNull();
  });

  it('is written without them when they may be skipped, and the counts add up', async () => {
    const { id } = await aGroup();
    const { status, counts } = await imported(id, WORKED_IN_CSV, '?onError=skip');
    expect(status).toBe('completed');
    expect(counts).toMatchObject({
      rows: 14,
      created: 3,
      updated: 0,
      unchanged: 0,
      rejected: 11,
      byCountry: { US: 3 },
    });
    expect((await numbersOf(id)).map(({ dnis, description }) => [dnis, description])).toEqual([
      ['+18005555554', 'Claims'],
      ['+18005555555', 'Renewals, west'],
      ['+18005555561', 'Apostrophe'],
    ]);
    await api.send('DELETE', `/api/v1/groups/${id}`);
  });

  it('gives its rejected rows back, which are imported once they are mended', async () => {
    const { id } = await aGroup();
    const first = await imported(id, WORKED_IN_CSV, '?onError=skip');
    const { body: rejected } = await api.get<string>(`/api/v1/imports/${first.id}/rejected.csv`);
    const lines = rejected.split('\r\n');
    expect(lines[0]).toBe('number,description,rejected because');
    expect(lines).toHaveLength(1 + 11 + 1);

    const again = await imported(id, rejected, '?onError=skip');
    const findings = (await api.allRowErrors(again.id)).map(({ code }) => code);
    expect(findings.filter((code) => code === 'MISSING_COMMA' || code === 'TOO_MANY_COLUMNS')).toEqual([]);

    // Numbers are marked as text, for the spreadsheet in which they are mended.
    const asText = (number: string) => `"=""${number}"""`;
    const mended = rejected
      .replace("'+1 (800) 555-5556", '+18005555556')
      .replace('1.80056E+10', '+18005555563')
      .replace(asText('+18005555554'), '+18005555564')
      .replace(asText('0018005555557'), '+18005555557')
      .replace(asText('+9991234567'), '+18005555565')
      .replace(asText('+1800555'), '+18005555566')
      .replace(asText('+180055555580000001'), '+18005555567')
      .replace('A description that is far longer than thirty-two characters', 'Short')
      .replace('\r\n,No number', '\r\n+18005555568,No number');
    const last = await imported(id, mended);
    expect(await api.allRowErrors(last.id)).toEqual([]);
    expect(last).toMatchObject({ status: 'completed', counts: { rows: 11, rejected: 0 } });
    expect((await numbersOf(id)).length).toBe(14);
    await api.send('DELETE', `/api/v1/groups/${id}`);
  });

  it('names the group that has a number', async () => {
    const [owner, other] = [await aGroup({ numbers: numbersFrom(60, 1) }), await aGroup()];
    const result = await imported(other.id, csvOf([[dnisOf(60), '']]));
    expect(await api.allRowErrors(result.id)).toMatchObject([{ code: 'NUMBER_TAKEN' }]);
    expect((await api.allRowErrors(result.id))[0]?.message).toContain(`"${owner.name}"`);
  });

  it('has its row errors read page by page, by severity, and counted by code', async () => {
    const { id } = await aGroup();
    const rows = Array.from({ length: 1_200 }, (_, index): [string, string] =>
      index % 3 === 0 ? [`'${dnisOf(60_000 + index)}`, ''] : [`x${index}`, ''],
    );
    const result = await imported(id, csvOf(rows));
    const path = `/api/v1/imports/${result.id}/errors`;
    const counts = [
      { code: 'DNIS_NOT_E164', severity: 'error', count: 800 },
      { code: 'APOSTROPHE_DROPPED', severity: 'warning', count: 400 },
    ];
    const read = async (query: string, limit: number) => {
      const pages = await allPages<RowErrorPage['items'][number], RowErrorPage>(api, `${path}?${query}`, limit);
      for (const page of pages) expect(page.counts).toEqual(counts);
      return pages.flatMap(({ items }) => items.map(({ line }) => line));
    };
    const lines = rows.map((_, index) => index + 1);
    expect(await read('', 499)).toEqual(lines);
    expect(await read('', 1_000)).toEqual(lines);
    expect(await read('severity=error', 150)).toEqual(lines.filter((line) => line % 3 !== 1));
    expect(await read('severity=warning', 1_000)).toEqual(lines.filter((line) => line % 3 === 1));
    for (const query of ['severity=fatal', 'limit=0', 'cursor=x']) {
      expect((await api.get(`${path}?${query}`)).status).toBe(422);
    }
  });
});

describe('a file that is wrong as a whole', () => {
  it.each([
    ['has 10,001 rows', csvOf(numbersFrom(70_000, 10_001).map(({ dnis }) => [dnis, ''])), 'TOO_MANY_ROWS', 10_001],
    ['has a header and nothing else', 'number,description\n\n,,\n', 'NO_ROWS', undefined],
    ['never closes a quote', `${dnisOf(90)},a\n${dnisOf(91)},"b\n`, 'QUOTE_NOT_CLOSED', 2],
  ])('fails when it %s, and writes nothing', async (_, csv, code, line) => {
    const { id } = await aGroup();
    const failed = await imported(id, csv, '?onError=skip');
    expect(failed).toMatchObject({ status: 'failed', error: { code }, counts: { created: 0, updated: 0, removed: 0 } });
    expect(failed.error?.line).toBe(line);
    expect(await numbersOf(id)).toEqual([]);
    const rejected = await api.get(`/api/v1/imports/${failed.id}/rejected.csv`);
    expect(rejected.body).toBe('number,description,rejected because\r\n');
  });
});

describe('the history of imports', () => {
  it('is told newest first, by group and by status, page by page', async () => {
    const [mine, other] = [await aGroup(), await aGroup()];
    const started: Import[] = [];
    for (const [group, csv] of [
      [mine, `${dnisOf(80)},\n`],
      [mine, 'x1,\n'],
      [other, `${dnisOf(81)},\n`],
      [mine, 'number,description\n'],
    ] as const) {
      started.push(await imported(group.id, csv));
    }
    const ids = (...indexes: number[]) => indexes.map((index) => started[index]!.id);
    const listed = async (query: string) =>
      (await api.get<Page<Import>>(`/api/v1/imports?${query}`)).body.items.map(({ id }) => id);
    expect(await listed('limit=4')).toEqual(ids(3, 2, 1, 0));
    expect(await listed(`groupId=${mine.id}`)).toEqual(ids(3, 1, 0));
    expect(await listed(`groupId=${mine.id}&status=needs_correction`)).toEqual(ids(1));
    expect(await listed(`groupId=${mine.id}&status=cancelled`)).toEqual([]);
    expect(await listed(`groupId=${'0'.repeat(24)}`)).toEqual([]);
    const pages = await allPages<Import>(api, `/api/v1/imports?groupId=${mine.id}`, 1);
    expect(pages.map(({ items }) => items.map(({ id }) => id))).toEqual(ids(3, 1, 0).map((id) => [id]));
    expect(
      new Set((await allPages<Import>(api, '/api/v1/imports', 7)).flatMap(({ items }) => items.map(({ id }) => id)))
        .size,
    ).toBe(await system.database.collection('imports').countDocuments());
  });

  it.each(['groupId=x', 'status=gone', 'groupId[$ne]=x', 'status=queued&status=failed'])(
    'refuses ?%s',
    async (query) => {
      expect((await api.get(`/api/v1/imports?${query}`)).status).toBe(422);
    },
  );

  it('stays when the group is gone', async () => {
    const { id, name } = await aGroup();
    const done = await imported(id, `${dnisOf(85)},\n`);
    await api.send('DELETE', `/api/v1/groups/${id}`);
    expect(await api.getImport(done.id)).toMatchObject({ groupId: id, groupName: name, status: 'completed' });
  });
});
