import { expect, test } from '@jest/globals';
import { isUnfinished } from './import.js';
import { numberDraining, numberTaken, poolFull } from './row-messages.js';

const row = { kind: 'row', line: 7, cells: ['+18005550100', 'Sales, EMEA'] } as const;

test.each([
  ['another group has the number', numberTaken(row, 'Sales'), 'NUMBER_TAKEN', 'the group "Sales"'],
  ['it drains', numberDraining(row), 'NUMBER_DRAINING', '30 minutes'],
  ['the pool is full', poolFull(row), 'POOL_FULL', '10,000'],
])('when %s, the finding says so', (_, finding, code, words) => {
  expect(finding).toMatchObject({
    ...{ line: 7, row: '+18005550100,"Sales, EMEA"', severity: 'error', column: 'dnis', value: '+18005550100', code },
  });
  expect(finding.message).toContain(words);
});

test.each([
  ['queued', true],
  ['validating', true],
  ['committing', true],
  ['needs_correction', false],
  ['completed', false],
  ['failed', false],
  ['cancelled', false],
] as const)('%s is unfinished: %s', (status, expected) => {
  expect(isUnfinished(status)).toBe(expected);
});
