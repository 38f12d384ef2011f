import { describe, expect, test } from '@jest/globals';
import { FILE_MAX_BYTES, inspectUpload } from './inspect-upload.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const utf16 = (text: string) => new Uint8Array(Uint16Array.from(text, (char) => char.charCodeAt(0)).buffer);
const outcome = (bytes: Uint8Array) => {
  const inspected = inspectUpload(bytes);
  return inspected.ok ? inspected.value : inspected.error.code;
};

describe('a file is taken', () => {
  test.each([
    ['with commas', '+18005550100,Claims\n'],
    ['with one column', '+18005550100\n+18005550101\n'],
    ['with semicolons in its descriptions', '+18005550100,a; b\n+18005550101,;\n'],
    ['with tabs around its commas', '+18005550100\t,\ta\n'],
    ['with a separator inside quotes', '"a;b\tc",d\n'],
    ['with one row of semicolons among others', 'number,description\n1;2\n3,4\n'],
    ['with a stray NUL', '+18005550100,a\0b\n'],
    ['with a replacement character of its own', '+18005550100,\ufffd\n'],
    ['with only a header', 'number,description'],
  ])('%s', (_, text) => {
    expect(outcome(utf8(text))).toBe(text);
  });

  test('without its byte order mark', () => {
    expect(outcome(utf8('\ufeff+18005550100,a'))).toBe('+18005550100,a');
  });
});

test.each([
  ['nothing', utf8(''), 'FILE_EMPTY'],
  ['only a byte order mark', utf8('\ufeff'), 'FILE_EMPTY'],
  ['only blank lines', utf8('\r\n \n'), 'FILE_EMPTY'],
  ['4 MiB and a byte', new Uint8Array(FILE_MAX_BYTES + 1).fill(49), 'FILE_TOO_LARGE'],
  ['UTF-16 with its mark', utf16('\ufeff1,a\n'), 'FILE_UTF16'],
  ['UTF-16 the other way round', latin1('\xfe\xff\x001\x00,'), 'FILE_UTF16'],
  ['UTF-16 without a mark', utf16('+18005550100,Claims\n'), 'FILE_UTF16'],
  ['semicolons', utf8('number;description\n+18005550100;a, b\n'), 'FILE_WRONG_SEPARATOR'],
  ['semicolons and quotes', utf8('"number";"a,b"\n'), 'FILE_WRONG_SEPARATOR'],
  ['tabs', utf8('+18005550100\tClaims\n'), 'FILE_WRONG_SEPARATOR'],
  ['bytes of no kind', latin1('\x00\x01\x02\xff\xfe'), 'FILE_NOT_CSV'],
  ['many NULs', latin1('a\0\0\0\0b\0\0\0c'), 'FILE_NOT_CSV'],
])('%s: %#', (_, bytes, code) => {
  expect(outcome(bytes)).toBe(code);
});

test('4 MiB exactly is not too large', () => {
  expect(inspectUpload(new Uint8Array(FILE_MAX_BYTES).fill(49)).ok).toBe(true);
});

test.each([
  ['PK\x03\x04\x14\0\x06\0[Content_Types].xml', 'an Excel workbook (.xlsx)'],
  ['PK\x03\x04\x14\0\0\0numbers.csv', 'a ZIP archive'],
  ['PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet', 'an OpenDocument spreadsheet (.ods)'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an old Excel workbook (.xls)'],
  ['%PDF-1.7', 'a PDF document'],
  ['\x1f\x8b\x08', 'a gzip archive'],
  ['\x89PNG\r\n\x1a\n', 'an image (PNG)'],
  ['\xff\xd8\xff\xe0', 'an image (JPEG)'],
  ['<html><table>', 'an HTML or XML file'],
])('%j is named as %s', (beginning, name) => {
  const inspected = inspectUpload(latin1(beginning));
  expect(inspected).toMatchObject({ ok: false, error: { code: 'FILE_NOT_CSV' } });
  expect(inspected.ok ? '' : inspected.error.message).toContain(name);
});

test.each([
  ['in the first line', '1,caf\xe9\n2,b\n', 1],
  ['after CRLF and CR', '1,a\r\n2,b\r3,caf\xe9', 3],
  ['at the very end', '1,a\n2,b\xc3', 2],
  ['behind good UTF-8', '1,caf\xc3\xa9\n\n2,\xff', 3],
])('the line of the first bad byte is named: %s', (_, text, line) => {
  const inspected = inspectUpload(latin1(text));
  expect(inspected).toMatchObject({ ok: false, error: { code: 'FILE_NOT_UTF8', line } });
  expect(inspected.ok ? '' : inspected.error.message).toContain('CSV UTF-8');
});
