/** The web platform's decoder (WHATWG Encoding), which every runtime has; declared here to need no platform's types. */
declare const TextDecoder: new (
  label: 'utf-8',
  options: { fatal: boolean },
) => { decode(bytes: Uint8Array, options?: { stream: boolean }): string };

/** The text without its byte order mark; null when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null; // it throws for nothing else
  }
}

/** Physical line, from 1, of the first byte that is not UTF-8; for bytes that are known to hold one. */
export function lineOfFirstBadByte(bytes: Uint8Array): number {
  let goodLength = 0;
  let badLength = bytes.length;
  while (badLength - goodLength > 1) {
    const middle = (goodLength + badLength) >> 1;
    if (beginsWell(bytes.subarray(0, middle))) goodLength = middle;
    else badLength = middle;
  }
  return lineAfter(bytes.subarray(0, goodLength));
}

/** True for UTF-8 that may end inside a character. */
function beginsWell(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function lineAfter(bytes: Uint8Array): number {
  let line = 1;
  for (const [i, byte] of bytes.entries()) {
    if (byte === LF || (byte === CR && bytes[i + 1] !== LF)) line += 1;
  }
  return line;
}

const LF = 10;
const CR = 13;
