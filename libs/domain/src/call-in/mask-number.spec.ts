import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maskNumber } from './mask-number.js';

test.each([
  ['+12025550123', '+1202•••0123'],
  ['12025550123', '+1202•••0123'],
  ['+442079460958', '+4420•••0958'],
  ['+493012345678901', '+4930•••8901'],
  ['+1202555012', '+1202•••012'],
  ['+29012345', '+2901•••5'],
  ['+2901234', '+2901•••'],
  ['+290123', '+290•••'],
  ['+1234', '+1•••'],
  ['+12', '•••'],
  ['+1', '•••'],
  ['', '•••'],
  ['anonymous', '•••'],
  ['(202) 555-0123', '•••'],
  ['sip:+12025550123@example.com', '•••'],
  ['+1234567890123456', '•••'],
])('%j is shown as %j', (text, masked) => {
  expect(maskNumber(text)).toBe(masked);
});

test('at most nine characters are shown and at least three hidden, whatever the length', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\+[1-9][0-9]{0,14}$/), (dnis) => {
      const [head = '', tail = ''] = maskNumber(dnis).split('•••');
      expect(dnis.startsWith(head) && dnis.endsWith(tail)).toBe(true);
      expect(head.length).toBeLessThanOrEqual(5);
      expect(tail.length).toBeLessThanOrEqual(4);
      expect(head.length + tail.length).toBeLessThanOrEqual(Math.max(0, dnis.length - 3));
    }),
  );
});

test('a text as long as a file is hidden', () => {
  expect(maskNumber('1'.repeat(4_000_000))).toBe('•••');
});
