import { describe, expect, it } from '@jest/globals';
import { harmlessName } from './receive-file.js';

describe('the name of an uploaded file', () => {
  it.each([
    ['numbers.csv', 'numbers.csv'],
    ['Zähler 2026 (final).csv', 'Zähler 2026 (final).csv'],
    ['/etc/passwd', 'passwd'],
    ['..\\..\\windows\\system.ini', 'system.ini'],
    ['a/b/', 'b'],
    ['a\r\nset-cookie: b', 'aset-cookie: b'],
    ['a\0.csv', 'a.csv'],
    ['\u202egpj.exe', 'gpj.exe'],
    ['a\u200b\ufeffb', 'ab'],
    ['half\ud83d', 'half'],
    ['\ue000private', 'private'],
    ['  spaces  ', 'spaces'],
    ['', 'upload.csv'],
    [' ', 'upload.csv'],
    ['///', 'upload.csv'],
    ['\u202e', 'upload.csv'],
  ])('%j is shown as %j', (sent, shown) => {
    expect(harmlessName(sent)).toBe(shown);
  });

  it('is cut at 200 characters and never holds half a surrogate pair', () => {
    expect(harmlessName('x'.repeat(1_000))).toBe('x'.repeat(200));
    expect(harmlessName(`${'x'.repeat(199)}😀`).isWellFormed()).toBe(true);
  });
});
