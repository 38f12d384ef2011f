import { describe, expect, test } from '@jest/globals';
import { decideImport, type ImportOutlook, type ImportWish, needsConfirmation } from './decide-import.js';
import { NO_COUNTS } from './import.js';

const decide = (
  wish: Partial<ImportWish>,
  { removed = 0, created = 0, poolSize = 100, hasRowErrors = false }: Partial<ImportOutlook> & Record<string, unknown>,
) => {
  const counts = { ...NO_COUNTS, removed: removed as number, created: created as number };
  const decision = decideImport(
    { mode: 'replace', onError: 'abort', dryRun: false, ...wish },
    { counts, hasRowErrors, poolSize },
  );
  return decision.next === 'fail' ? decision.error.code : decision.next;
};

describe('a validated import', () => {
  test.each<[string, Partial<ImportWish>, Parameters<typeof decide>[1], string]>([
    ['is written when every row is good', {}, { created: 3 }, 'commit'],
    ['rests when rows are wrong', {}, { hasRowErrors: true }, 'rest'],
    ['is written without its wrong rows', { onError: 'skip' }, { hasRowErrors: true }, 'commit'],
    ['only reports as a dry run', { dryRun: true }, { created: 3 }, 'report'],
    ['reports as a dry run whatever its rows', { dryRun: true }, { hasRowErrors: true, removed: 100 }, 'report'],
    ['rests before anything is asked about what it removes', {}, { hasRowErrors: true, removed: 100 }, 'rest'],
    ['removes a tenth of the pool without being asked', {}, { removed: 10 }, 'commit'],
    ['asks before it removes more', {}, { removed: 11 }, 'CONFIRM_REMOVED'],
    ['is not asked about one number, however small the pool', {}, { removed: 1, poolSize: 2 }, 'commit'],
    ['is asked about two', {}, { removed: 2, poolSize: 4 }, 'CONFIRM_REMOVED'],
    ['removes what was confirmed', { confirmRemoved: 11 }, { removed: 11 }, 'commit'],
    [
      'asks again when it would remove more than was confirmed',
      { confirmRemoved: 11 },
      { removed: 12 },
      'CONFIRM_REMOVED',
    ],
    ['asks again when it would remove less', { confirmRemoved: 12 }, { removed: 11 }, 'CONFIRM_REMOVED'],
    ['needs no confirmation that turns out to be needless', { confirmRemoved: 50 }, { removed: 3 }, 'commit'],
    ['empties no pool', {}, { removed: 1, poolSize: 1 }, 'WOULD_EMPTY_POOL'],
    ['empties no pool, whatever was confirmed', { confirmRemoved: 100 }, { removed: 100 }, 'WOULD_EMPTY_POOL'],
    ['exchanges a whole pool', { confirmRemoved: 100 }, { removed: 100, created: 1 }, 'commit'],
    ['has nothing to do in an empty pool', {}, { poolSize: 0 }, 'commit'],
  ])('%s', (_, wish, outlook, next) => {
    expect(decide(wish, outlook)).toBe(next);
  });

  test('that must be confirmed says how many numbers would go', () => {
    const outlook = { counts: { ...NO_COUNTS, removed: 40 }, hasRowErrors: false, poolSize: 120 };
    const decision = decideImport({ mode: 'replace', onError: 'skip', dryRun: false }, outlook);
    expect(decision).toMatchObject({ next: 'fail', error: { code: 'CONFIRM_REMOVED', removed: 40 } });
    expect(JSON.stringify(decision)).toContain('40 of the 120');
  });
});

test.each([
  [0, 0, false],
  [1, 1, false],
  [2, 19, true],
  [2, 20, false],
  [1_000, 10_000, false],
  [1_001, 10_000, true],
])('%i of %i numbers: confirmation needed is %j', (removed, poolSize, needed) => {
  expect(needsConfirmation(removed, poolSize)).toBe(needed);
});
