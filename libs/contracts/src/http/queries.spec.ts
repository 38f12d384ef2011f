import { describe, expect, it } from '@jest/globals';
import { GroupsQuery, NewGroup } from './groups.js';
import { ImportOptions, RowErrorsQuery } from './imports.js';
import { NumbersQuery } from './numbers.js';
import { Id, Time } from './page.js';

describe('a page’s query', () => {
  it('has 50 items unless it says otherwise, from 1 to 1,000', () => {
    expect(GroupsQuery.parse({})).toEqual({ limit: 50 });
    for (const limit of [1, 50, 1_000]) expect(GroupsQuery.parse({ limit: String(limit) })).toEqual({ limit });
  });

  it.each(['0', '1001', '00000', '-1', '1.0', '1e3', ' 1', '٣', '', 'Infinity', 5, ['1'], { $gt: 0 }])(
    'is refused with limit %j',
    (limit) => {
      for (const query of [GroupsQuery, NumbersQuery, RowErrorsQuery])
        expect(query.safeParse({ limit }).success).toBe(false);
    },
  );

  it('is refused with a cursor longer than any of ours', () => {
    expect(GroupsQuery.safeParse({ cursor: 'x'.repeat(513) }).success).toBe(false);
  });
});

describe('what numbers are searched for', () => {
  it.each([
    [' 1800 ', '1800'],
    ['  ', ''],
    ['Ünï', 'Ünï'],
    ['x'.repeat(64), 'x'.repeat(64)],
  ])('%j is read as %j', (q, read) => {
    expect(NumbersQuery.parse({ q }).q).toBe(read);
  });

  it.each(['\0', 'a\nb', 'x'.repeat(65)])('%j is refused', (q) => {
    expect(NumbersQuery.safeParse({ q }).success).toBe(false);
  });
});

describe('the options of an import', () => {
  it('are to merge and to stop at row errors, unless they say otherwise', () => {
    expect(ImportOptions.parse({})).toEqual({ mode: 'merge', onError: 'abort', dryRun: false });
    expect(ImportOptions.parse({ mode: 'replace', onError: 'skip', dryRun: 'true', confirmRemoved: '0' })).toEqual({
      mode: 'replace',
      onError: 'skip',
      dryRun: true,
      confirmRemoved: 0,
    });
    expect(ImportOptions.parse({ dryRun: 'false' }).dryRun).toBe(false);
  });

  it.each([
    { mode: 'MERGE' },
    { onError: '' },
    { dryRun: 'yes' },
    { dryRun: true },
    { confirmRemoved: '1.5' },
    { confirmRemoved: '' },
    { confirmRemoved: '100000' },
    { onerror: 'skip' },
  ])('are refused: %j', (options) => {
    expect(ImportOptions.safeParse(options).success).toBe(false);
  });
});

describe('a new group', () => {
  it.each([
    {},
    { name: null },
    { name: 'a', numbers: [{}] },
    { name: 'a', numbers: [{ dnis: 1 }] },
    { name: 'a', numbers: [{ dnis: '1', state: 'free' }] },
    { name: 'a', settings: { expirySeconds: '30' } },
    { name: 'a', settings: { poolSize: 1 } },
    { name: 'a', id: '0' },
    [],
    null,
    'a',
  ])('is refused: %j', (group) => {
    expect(NewGroup.safeParse(group).success).toBe(false);
  });
});

describe('an id and a time', () => {
  it.each(['', '0'.repeat(23), '0'.repeat(25), 'A'.repeat(24), `${'0'.repeat(24)}\n`, 'g'.repeat(24)])(
    '%j is no id',
    (id) => {
      expect(Id.safeParse(id).success).toBe(false);
    },
  );

  it('are written in one way only', () => {
    expect(Id.safeParse('0123456789abcdef01234567').success).toBe(true);
    expect(Time.safeParse(new Date(0).toISOString()).success).toBe(true);
    for (const time of ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000+00:00', '1970-01-01', 0]) {
      expect(Time.safeParse(time).success).toBe(false);
    }
  });
});
