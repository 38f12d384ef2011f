import { expect, test } from '@jest/globals';
import { groupNameKey, parseGroupName } from './group-name.js';

const outcome = (text: string) => {
  const parsed = parseGroupName(text);
  return parsed.ok ? parsed.value.name : parsed.error.code;
};

test.each([
  ['nothing', '', 'GROUP_NAME_MISSING'],
  ['only spaces', '  ', 'GROUP_NAME_MISSING'],
  ['nothing that can be seen', '\u200b\u200d', 'GROUP_NAME_MISSING'],
  ['one letter', 'a', 'a'],
  ['one emoji', '☎️', '☎️'],
  ['128 letters', 'x'.repeat(128), 'x'.repeat(128)],
  ['129 letters', 'x'.repeat(129), 'GROUP_NAME_TOO_LONG'],
  ['128 emoji', '😀'.repeat(128), '😀'.repeat(128)],
  ['128 letters with loose accents', 'e\u0301'.repeat(128), 'é'.repeat(128)],
  ['a name as long as a file', 'x'.repeat(4_000_000), 'GROUP_NAME_TOO_LONG'],
  ['symbols and inner spaces', ' Auto – Insurance (EU) #1 ', 'Auto – Insurance (EU) #1'],
  ['another script', '自動車保険', '自動車保険'],
  ['a line break', 'a\nb', 'GROUP_NAME_CONTROL_CHARACTER'],
  ['half a surrogate pair', 'a\udc00', 'GROUP_NAME_CONTROL_CHARACTER'],
])('%s', (_, text, expected) => {
  expect(outcome(text)).toBe(expected);
});

test.each([
  ['Sales', 'SALES', true],
  ['Straße', 'STRASSE', true],
  ['Straße', 'STRAẞE', true],
  ['ΟΔΥΣΣΕΥΣ', 'Οδυσσευς', true],
  ['σ', 'ς', true],
  ['İ', 'i\u0307', true],
  ['ı', 'i', false],
  ['é', 'E\u0301', true],
  ['Sales', ' sales ', true],
  ['Sales', 'Sales 2', false],
  ['cafe', 'café', false],
])('%j and %j are the same name: %s', (one, other, isSame) => {
  expect(groupNameKey(one) === groupNameKey(other)).toBe(isSame);
});

test('a parsed name has the key that look-ups use', () => {
  expect(parseGroupName(' Straße ')).toEqual({ ok: true, value: { name: 'Straße', key: groupNameKey('strasse') } });
});
