/** What a file is, told by how its content begins, when it is a kind that people take for a CSV; null for any other. */
export function foreignContent(bytes: Uint8Array): string | null {
  if (startsWith(bytes, 'PK\x03\x04')) return zipContent(bytes);
  for (const [beginning, name] of KINDS) {
    if (startsWith(bytes, beginning)) return name;
  }
  return MARKUP.test(beginningOf(bytes, 256)) ? 'an HTML or XML file' : null;
}

/** Tells by the byte order mark, or by every other byte of the beginning being zero. */
export function isUtf16(bytes: Uint8Array): boolean {
  if (startsWith(bytes, '\xff\xfe') || startsWith(bytes, '\xfe\xff')) return true;

  const sample = bytes.subarray(0, 1_024);
  const zeros = [0, 0];
  for (const [i, byte] of sample.entries()) {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  }
  const [fewer, more] = zeros.toSorted((a, b) => a - b);
  return sample.length >= 4 && fewer === 0 && (more ?? 0) >= sample.length * 0.4;
}

// A workbook names its parts in the first entries of its archive.
function zipContent(bytes: Uint8Array): string {
  const names = beginningOf(bytes, 4_096);
  if (names.includes('opendocument.spreadsheet')) return 'an OpenDocument spreadsheet (.ods)';
  return names.includes('[Content_Types].xml') || names.includes('xl/') ? 'an Excel workbook (.xlsx)' : 'a ZIP archive';
}

const beginningOf = (bytes: Uint8Array, length: number): string => String.fromCharCode(...bytes.subarray(0, length));

const startsWith = (bytes: Uint8Array, beginning: string): boolean =>
  beginningOf(bytes, beginning.length) === beginning;

const KINDS: readonly (readonly [beginning: string, name: string])[] = [
  ['PK\x05\x06', 'an empty ZIP archive'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an old Excel workbook (.xls)'],
  ['%PDF-', 'a PDF document'],
  ['\x1f\x8b', 'a gzip archive'],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive'],
  ['Rar!\x1a\x07', 'a RAR archive'],
  ['{\\rtf', 'an RTF document'],
  ['\x89PNG', 'an image (PNG)'],
  ['\xff\xd8\xff', 'an image (JPEG)'],
  ['GIF8', 'an image (GIF)'],
];

const MARKUP = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml)/i;
