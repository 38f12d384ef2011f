import { expect, test } from '@jest/globals';
import { isFinal } from './import.js';
import { numberDraining, numberTaken, poolFull } from './row-messages.js';

const row = { line: 7, value: '+18005550100' };

test.each([
  ['another group has the number', numberTaken(row, 'Sales'), 'NUMBER_TAKEN', 'the group "Sales"'],
  ['a group that may not be named has it', numberTaken(row, null), 'NUMBER_TAKEN', 'another group'],
  ['it drains for seconds', numberDraining(row, 45), 'NUMBER_DRAINING', '45 seconds'],
  ['it drains for minutes', numberDraining(row, 91), 'NUMBER_DRAINING', '2 minutes'],
  ['it drains for nobody knows how long', numberDraining(row), 'NUMBER_DRAINING', '30 minutes'],
  ['the pool is full', poolFull(row), 'POOL_FULL', '10,000'],
])('when %s, the finding says so', (_, finding, code, words) => {
  expect(finding).toMatchObject({ ...row, severity: 'error', column: 'dnis', code });
  expect(finding.message).toContain(words);
});

test.each([
  ['completed', true],
  ['failed', true],
  ['cancelled', true],
  ['needs_correction', false],
  ['committing', false],
] as const)('%s is final: %s', (status, expected) => {
  expect(isFinal(status)).toBe(expected);
});
