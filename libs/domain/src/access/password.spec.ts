import { expect, it } from '@jest/globals';
import { parsePassword } from './password.js';

const judged = (text: string) => {
  const password = parsePassword(text, ['ada.lovelace@example.org', 'Ada Lovelace']);
  return password.ok ? 'good' : password.error;
};

it.each([
  ['correct horse battery', 'good'],
  ['jV9-unrelated-words', 'good'],
  ['ein ganz normaler Satz', 'good'],
  ['пароль из многих слов', 'good'],
  ['short', 'PASSWORD_TOO_SHORT'],
  ['eleven-char', 'PASSWORD_TOO_SHORT'],
  ['x'.repeat(257), 'PASSWORD_TOO_LONG'],
  ['aaaaaaaaaaaaaa', 'PASSWORD_TOO_COMMON'],
  ['Password123456', 'PASSWORD_TOO_COMMON'],
  ['P@ssw0rd!2026!', 'PASSWORD_TOO_COMMON'],
  ['qwertyuiop1234', 'PASSWORD_TOO_COMMON'],
  ['Administrator1', 'PASSWORD_TOO_COMMON'],
  ['ada.lovelace@example.org', 'PASSWORD_TOO_COMMON'],
  ['Lovelace-2026-!', 'PASSWORD_TOO_COMMON'],
])('%s is %s', (text, expected) => {
  expect(judged(text)).toBe(expected);
});

it('is the same however its letters were put together', () => {
  const [composed, apart] = ['café au lait bien chaud', 'cafe\u0301 au lait bien chaud'].map((text) => parsePassword(text, []));
  expect(composed).toEqual(apart);
});

it('counts characters, not the units that they are stored in', () => {
  expect(parsePassword('🔑🔒🔓🚪🏠🌙⭐☎️📞', []).ok).toBe(false);
});
