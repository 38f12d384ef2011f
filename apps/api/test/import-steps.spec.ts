import { type Group, type Import, type ImportUndone, type PoolNumber } from '@ctci/contracts';
import { isUnfinished } from '@ctci/domain';
import { type Answer, ImportWatcher, until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CheckedClient, fieldsOf, type Refusal } from './support/checked-client.js';
import { dnisOf, numbersFrom } from './support/numbers.js';
import { allPages } from './support/pages.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;
let other: CheckedClient;

beforeAll(async () => {
  [api, other] = await Promise.all([system.startApi(), system.startApi(), system.start('import-worker')]);
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
const poolOf = async (groupId: string) =>
  (await allPages<PoolNumber>(api, `/api/v1/groups/${groupId}/numbers?state=free`, 1_000))
    .flatMap(({ items }) => items)
    .map(({ dnis, description }) => `${dnis},${description}`);
const step = <Body = Import & Refusal>(document: { id: string }, name: string, body?: unknown, via = api) =>
  via.send<Body>('POST', `/api/v1/imports/${document.id}/${name}`, body);
const codeOf = ({ status, body }: Answer<Import & Refusal>) => (status < 300 ? status : `${status} ${body.code}`);
const found = async (document: { id: string }) =>
  (await api.allRowErrors(document.id)).map(({ line, code }) => `${line} ${code}`);
let next = 0;
const fresh = () => dnisOf(100_000 + next++);
const stored = (groupId: string) => system.database.collection('numbers').countDocuments({ groupId: groupId });

describe('mending an import', () => {
  it('goes on for as many rounds as it takes, and is then written as one', async () => {
    const [group, owner] = [await aGroup(), await aGroup({ numbers: [{ dnis: fresh() }] })];
    const [taken] = await poolOf(owner.id);
    const numbers = Array.from({ length: 4 }, fresh) as [string, string, string, string];
    const csv = `number,description\n${numbers[0]},First\n${numbers[0]},Second\noops,Third\n${taken}Fourth\n`;
    const waiting = await imported(group.id, csv);
    expect(waiting).toMatchObject({ status: 'needs_correction', round: 1, counts: { rows: 4, rejected: 3 } });
    expect(await found(waiting)).toEqual(['3 DUPLICATE_IN_FILE', '4 DNIS_NOT_E164', '5 NUMBER_TAKEN']);

    // Mending the first of two duplicates frees the second; what is mended wrongly is found wrong again.
    const sent = {
      rows: [
        { line: 2, dnis: numbers[1] },
        { line: 4, dnis: 'worse' },
      ],
      discard: [5],
    };
    const accepted = await step(waiting, 'corrections', sent);
    expect(accepted).toMatchObject({ status: 202, body: { id: waiting.id } });
    const second = await rested(waiting);
    expect(second).toMatchObject({ status: 'needs_correction', round: 2, counts: { rows: 4, rejected: 2 } });
    expect(await found(waiting)).toEqual(['4 DNIS_NOT_E164']);
    const { body: rejected } = await api.get<string>(`/api/v1/imports/${waiting.id}/rejected.csv`);
    expect(
      rejected
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(',')[0]),
    ).toEqual(['worse', expect.any(String)]);
    expect(await poolOf(group.id)).toEqual([]);

    await step(waiting, 'corrections', { rows: [{ line: 4, dnis: numbers[2], description: 'Mended' }] });
    expect(await rested(waiting)).toMatchObject({
      status: 'completed',
      round: 3,
      counts: { rows: 4, created: 3, rejected: 1 },
    });
    expect(await poolOf(group.id)).toEqual([`${numbers[0]},Second`, `${numbers[1]},First`, `${numbers[2]},Mended`]);
  });

  it('is done by one of two who send corrections at once', async () => {
    const group = await aGroup();
    const waiting = await imported(group.id, 'oops1,x\n');
    const [a, b] = [fresh(), fresh()];
    const both = await Promise.all([
      step(waiting, 'corrections', { rows: [{ line: 1, dnis: a }] }),
      step(waiting, 'corrections', { rows: [{ line: 1, dnis: b }] }, other),
    ]);
    expect(both.map(codeOf).sort()).toEqual([202, '409 NOT_CORRECTABLE']);
    await rested(waiting);
    expect(await poolOf(group.id)).toEqual([`${both[0].status === 202 ? a : b},x`]);
  });

  it('names the lines that cannot be corrected, and changes nothing', async () => {
    const waiting = await imported((await aGroup()).id, 'oops1,x\nagain,y\n');
    const sent = {
      rows: [
        { line: 1, dnis: 'x' },
        { line: 9, dnis: 'y' },
      ],
      discard: [1],
    };
    const refused = await step(waiting, 'corrections', sent);
    expect(refused.status).toBe(422);
    expect(fieldsOf(refused)).toEqual(['rows.1.line LINE_UNKNOWN', 'discard.0 LINE_TWICE']);
    expect(await api.getImport(waiting.id)).toEqual(waiting);
  });

  it('is refused where nothing waits to be mended', async () => {
    const done = await imported((await aGroup()).id, `${fresh()},\n`);
    expect(codeOf(await step(done, 'corrections', { discard: [1] }))).toBe('409 NOT_CORRECTABLE');
    expect(codeOf(await step({ id: '0'.repeat(24) }, 'corrections', {}))).toBe('404 IMPORT_NOT_FOUND');
  });

  it.each([
    [[]],
    [{ rows: [{ line: 0, dnis: 'x' }] }],
    [{ rows: [{ dnis: 'x' }] }],
    [{ rows: [{ line: 1, dnis: 'x'.repeat(201) }] }],
    [{ discard: ['1'] }],
    [{ line: 1 }],
  ])('is refused as %j', async (body) => {
    expect((await step({ id: '0'.repeat(24) }, 'corrections', body)).status).toBe(422);
  });

  it('honours If-Match', async () => {
    const waiting = await imported((await aGroup()).id, 'oops1,x\n');
    const path = `/api/v1/imports/${waiting.id}/corrections`;
    const send = (etag: string) => api.send<Import & Refusal>('POST', path, { discard: [1] }, { 'if-match': etag });
    expect(codeOf(await send(`"${waiting.seq - 1}"`))).toBe('412 PRECONDITION_FAILED');
    expect((await send(`"${waiting.seq}"`)).status).toBe(202);
    expect(await rested(waiting)).toMatchObject({ status: 'completed', counts: { rows: 1, rejected: 1 } });
  });
});

describe('replacing', () => {
  it('shows how many numbers would go, asks, and is committed once it is confirmed', async () => {
    const numbers = Array.from({ length: 10 }, fresh);
    const group = await aGroup({ numbers: numbers.map((dnis) => ({ dnis })) });
    const csv = numbers
      .slice(4)
      .map((dnis) => `${dnis},\n`)
      .join('');

    const dry = await imported(group.id, csv, '?mode=replace&dryRun=true');
    expect(dry).toMatchObject({ status: 'completed', dryRun: true, counts: { removed: 4, unchanged: 6 } });

    const asked = await rested((await step(dry, 'commit')).body);
    expect(asked).toMatchObject({ status: 'failed', basedOn: dry.id, error: { code: 'CONFIRM_REMOVED', removed: 4 } });
    expect(asked.counts).toMatchObject({ created: 0, updated: 0, unchanged: 0, removed: 0 });
    expect((await poolOf(group.id)).length).toBe(10);

    const wrong = await rested((await step(asked, 'commit', { confirmRemoved: 5 })).body);
    expect(wrong).toMatchObject({ status: 'failed', error: { code: 'CONFIRM_REMOVED' } });
    const done = await rested((await step(asked, 'commit', { confirmRemoved: 4 })).body);
    expect(done).toMatchObject({ status: 'completed', dryRun: false, basedOn: asked.id, counts: { removed: 4 } });
    expect(await poolOf(group.id)).toEqual(numbers.slice(4).map((dnis) => `${dnis},`));
    expect((await api.get<Group>(`/api/v1/groups/${group.id}`)).body.poolSize).toBe(6);
  });

  it('takes the confirmation with the upload as well', async () => {
    const numbers = [fresh(), fresh(), fresh()];
    const group = await aGroup({ numbers: numbers.map((dnis) => ({ dnis })) });
    const done = await imported(group.id, `${numbers[0]},\n`, '?mode=replace&confirmRemoved=2');
    expect(done).toMatchObject({ status: 'completed', counts: { removed: 2, unchanged: 1 } });
  });
});

describe('committing', () => {
  it('writes the file of a dry run, its rows mended, and is done once by however many ask', async () => {
    const group = await aGroup();
    const [good, mended] = [fresh(), fresh()];
    const dry = await imported(group.id, `${good},\noops,\n`, '?dryRun=true');
    expect(dry).toMatchObject({ status: 'completed', counts: { created: 1, rejected: 1 } });
    expect(await poolOf(group.id)).toEqual([]);

    const body = { rows: [{ line: 2, dnis: mended }] };
    const all = await Promise.all([api, other, api, other].map((via) => step(dry, 'commit', body, via)));
    expect(all.map(codeOf).sort()).toEqual([202, ...Array<string>(3).fill('409 ALREADY_COMMITTED')]);
    const accepted = all.find(({ status }) => status === 202)!;
    expect(accepted.headers.get('location')).toBe(`/api/v1/imports/${accepted.body.id}`);
    expect(await rested(accepted.body)).toMatchObject({
      ...{ status: 'completed', basedOn: dry.id, fileSha256: dry.fileSha256, counts: { rows: 2, created: 2 } },
    });
    expect(await poolOf(group.id)).toEqual([`${good},`, `${mended},`]);
  });

  it('may skip what the dry run has found wrong', async () => {
    const dry = await imported((await aGroup()).id, `${fresh()},\noops,\n`, '?dryRun=true');
    const done = await rested((await step(dry, 'commit', { onError: 'skip' })).body);
    expect(done).toMatchObject({ status: 'completed', onError: 'skip', counts: { created: 1, rejected: 1 } });
  });

  it('is refused where nothing has been shown, or there is no group any more', async () => {
    const group = await aGroup();
    const [done, dry] = [
      await imported(group.id, `${fresh()},\n`),
      await imported(group.id, `${fresh()},\n`, '?dryRun=true'),
    ];
    expect(codeOf(await step(done, 'commit'))).toBe('409 NOT_COMMITTABLE');
    await api.send('DELETE', `/api/v1/groups/${group.id}`);
    expect(codeOf(await step(dry, 'commit', {}))).toBe('409 GROUP_DELETING');
  });
});

describe('cancelling', () => {
  it('ends an import that rests, and its watcher hears of it', async () => {
    const group = await aGroup();
    const waiting = await imported(group.id, 'oops1,x\n');
    const watcher = await ImportWatcher.watch(api, waiting.id);
    const answer = await step(waiting, 'cancel', undefined, other);
    expect(answer).toMatchObject({ status: 200, body: { status: 'cancelled', finishedAt: expect.any(String) } });
    expect(await watcher.until(({ status }) => status === 'cancelled')).toEqual(await api.getImport(waiting.id));
    watcher.close();
    expect(codeOf(await step(waiting, 'cancel'))).toBe('409 NOT_CANCELLABLE');
    expect(codeOf(await step(waiting, 'corrections', {}))).toBe('409 NOT_CORRECTABLE');
  });

  it('reaches the worker from any process, at whatever moment: nothing is written, or all of it', async () => {
    const csv = numbersFrom(300_000, 5_000)
      .map(({ dnis }) => `${dnis},\n`)
      .join('');
    const outcomes: string[] = [];
    for (let round = 0; round < 8 || !outcomes.includes('cancelled'); round += 1) {
      const group = await aGroup();
      const started = await api.startImport(group.id, csv);
      await new Promise((resolve) => setTimeout(resolve, (round % 8) * 12));
      const answer = await step(started, 'cancel', undefined, round % 2 ? api : other);
      const ended = await rested(started);
      expect(ended.status).toBe(answer.status === 200 ? 'cancelled' : 'completed');
      expect((await api.get<Group>(`/api/v1/groups/${group.id}`)).body.poolSize).toBe(
        answer.status === 200 ? 0 : 5_000,
      );
      outcomes.push(ended.status);
      await api.send('DELETE', `/api/v1/groups/${group.id}`);
    }
  });
});

describe('undoing', () => {
  it('takes back what an import has done, and tells its watchers', async () => {
    const [kept, changed, gone, created] = [fresh(), fresh(), fresh(), fresh()];
    const numbers = [kept, changed, gone].map((dnis) => ({ dnis, description: 'Old' }));
    const group = await aGroup({ numbers });
    const done = await imported(group.id, `${kept},Old\n${changed},New\n${created},\n`, '?mode=replace');
    expect(done.counts).toMatchObject({ created: 1, updated: 1, unchanged: 1, removed: 1 });
    const watcher = await ImportWatcher.watch(other, done.id);

    const undone = await step<ImportUndone>(done, 'undo');

    expect(undone).toMatchObject({ status: 200, body: { takenOut: 1, putBack: 2, kept: [] } });
    expect(await watcher.until(({ undoneAt }) => undoneAt !== undefined)).toEqual(await api.getImport(done.id));
    expect(watcher.snapshots).toBe(1);
    watcher.close();
    expect(await poolOf(group.id)).toEqual([kept, changed, gone].map((dnis) => `${dnis},Old`));
    expect(codeOf(await step(done, 'undo'))).toBe('409 ALREADY_UNDONE');
  });

  it('keeps what was edited since, and says so', async () => {
    const [stays, edited] = [fresh(), fresh()];
    const group = await aGroup();
    const done = await imported(group.id, `${stays},\n${edited},\n`);
    await api.send('PATCH', `/api/v1/groups/${group.id}/numbers/${edited}`, { description: 'By hand' });
    const { body } = await step<ImportUndone>(done, 'undo');
    expect(body).toMatchObject({ takenOut: 1, kept: [{ dnis: edited, code: 'EDITED', message: expect.any(String) }] });
    expect(await poolOf(group.id)).toEqual([`${edited},By hand`]);
  });

  it('makes a draft of a group again, and is refused where nothing was written', async () => {
    const group = await aGroup();
    const done = await imported(group.id, `${fresh()},\n`);
    expect((await step(done, 'undo')).status).toBe(200);
    expect((await api.get<Group>(`/api/v1/groups/${group.id}`)).body).toMatchObject({ state: 'draft', poolSize: 0 });
    const waiting = await imported(group.id, 'oops1,\n');
    expect(codeOf(await step(waiting, 'undo'))).toBe('409 NOT_UNDOABLE');
    expect(await stored(group.id)).toBe(0);
  });
});

it.each(['corrections', 'commit', 'cancel', 'undo'])('there is no %s of nothing', async (name) => {
  for (const id of ['nonsense', '0'.repeat(24)]) {
    expect(codeOf(await step({ id }, name, name === 'corrections' ? {} : undefined))).toBe('404 IMPORT_NOT_FOUND');
  }
});
