/** Control characters, line and paragraph separators, and halves of surrogate pairs: nothing that a person types. */
export const CONTROL_CHARACTER = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

/** How many characters a person would count, near enough: an emoji outside the basic plane counts once. */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length - 1; i += 1) {
    if ((text.codePointAt(i) ?? 0) > 0xffff) {
      length -= 1;
      i += 1;
    }
  }
  return length;
}

/** The beginning of a text, never half a surrogate pair. */
export const firstCodePoints = (text: string, count: number): string =>
  Array.from(text.slice(0, count * 2))
    .slice(0, count)
    .join('');
