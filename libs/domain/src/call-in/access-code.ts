/** How many codes of so many digits there are: none begins with 0, as clients may read a code as a number. */
export const codeSpace = (length: number): number => 9 * 10 ** (length - 1);

/**
 * True when a number can take no further code of this length.
 *
 * @param live codes of this length that are live on the number
 * @param percent of the code space that may be live at once: at 10 a guess hits one code in ten at worst
 */
export const isCodeSpaceFull = (live: number, length: number, percent: number): boolean =>
  live * 100 >= codeSpace(length) * percent;

/**
 * Draws a code, every one as likely as any other. Whether it is free on its number only the database can tell.
 *
 * @param length digits, 4 to 12
 * @param randomBytes so many bytes from a cryptographically secure generator, such as Node's `randomBytes`
 */
export function accessCode(length: number, randomBytes: (count: number) => Uint8Array): string {
  let code = '';
  while (code.length < length) {
    for (const byte of randomBytes(length)) {
      if (code.length < length) code += code === '' ? digitOf(byte, NON_ZERO) : digitOf(byte, DIGITS);
    }
  }
  return code;
}

/** The code that a caller entered, exactly as entered; null for anything but 4 to 12 ASCII digits. */
export const readAccessCode = (text: string): string | null => (CODE.test(text) ? text : null);

// Bytes beyond the last whole multiple would make the low digits likelier: they are left out and drawn again.
function digitOf(byte: number, digits: string): string {
  const fair = 256 - (256 % digits.length);
  return byte < fair ? digits.charAt(byte % digits.length) : '';
}

const DIGITS = '0123456789';
const NON_ZERO = '123456789';
const CODE = /^[0-9]{4,12}$/;
