import { expect, test } from '@jest/globals';
import { parseDescription } from './parse-description.js';

const outcome = (text: string) => {
  const parsed = parseDescription(text);
  return parsed.ok ? parsed.value : parsed.error.code;
};

test.each([
  ['none', '', ''],
  ['only spaces', '  ', ''],
  ['spaces around it', ' Claims\r\n', 'Claims'],
  ['32 letters', 'x'.repeat(32), 'x'.repeat(32)],
  ['33 letters', 'x'.repeat(33), 'DESCRIPTION_TOO_LONG'],
  ['32 letters and spaces around', ` ${'x'.repeat(32)} `, 'x'.repeat(32)],
  ['32 emoji', '😀'.repeat(32), '😀'.repeat(32)],
  ['33 emoji', '😀'.repeat(33), 'DESCRIPTION_TOO_LONG'],
  ['32 letters with loose accents, 64 code points before composing', 'e\u0301'.repeat(32), 'é'.repeat(32)],
  ['33 letters with loose accents', 'e\u0301'.repeat(33), 'DESCRIPTION_TOO_LONG'],
  ['a formula', '=1+1', '=1+1'],
  ['a line break inside', 'a\nb', 'DESCRIPTION_CONTROL_CHARACTER'],
  ['a tab inside', 'a\tb', 'DESCRIPTION_CONTROL_CHARACTER'],
  ['a NUL', 'a\0b', 'DESCRIPTION_CONTROL_CHARACTER'],
  ['a C1 control character', 'a\u0085b', 'DESCRIPTION_CONTROL_CHARACTER'],
  ['a line separator', 'a\u2028b', 'DESCRIPTION_CONTROL_CHARACTER'],
  ['half a surrogate pair', 'a\ud83db', 'DESCRIPTION_CONTROL_CHARACTER'],
  ['emoji joined by zero width joiners', '👩‍👩‍👧', '👩‍👩‍👧'],
])('%s', (_, text, expected) => {
  expect(outcome(text)).toBe(expected);
});

test.each([
  ['A description that is far longer than thirty-two characters', 'A description that is far longer'],
  [`${'x'.repeat(31)} yz`, 'x'.repeat(31)],
  ['😀'.repeat(40), '😀'.repeat(32)],
  ['two\nlines', 'two lines'],
  ['\u0000\u0001', undefined],
])('%j is mended to %j', (text, suggestion) => {
  const parsed = parseDescription(text);
  expect(parsed.ok ? parsed : parsed.error.suggestion).toBe(suggestion);
});

// Anything but linear time would run into jest's time limit.
test('a cell as long as a file is refused', () => {
  expect(outcome('a\u0301'.repeat(2_000_000))).toBe('DESCRIPTION_TOO_LONG');
  expect(outcome(`"${'\u0001'.repeat(4_000_000)}"`)).toBe('DESCRIPTION_TOO_LONG');
});
