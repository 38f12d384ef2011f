import { expect, test } from '@jest/globals';
import { committing, validated } from './import-steps.js';

test.each([
  [0, 10_000, 0],
  [1, 10_000, 0],
  [5_000, 10_000, 45],
  [9_999, 10_000, 89],
  [10_000, 10_000, 90],
  [1, 1, 90],
])('%d of %d rows validated are %d percent of an import', (rowsDone, rowsTotal, percent) => {
  expect(validated(rowsDone, rowsTotal)).toEqual({ phase: 'validating', rowsDone, rowsTotal, percent });
});

test('the commit begins where validating ends', () => {
  expect(committing(14)).toEqual({ phase: 'committing', rowsDone: 14, rowsTotal: 14, percent: 90 });
});
