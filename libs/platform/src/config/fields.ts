import { z } from 'zod';

/** A whole number as an environment writes it: digits, no sign, no unit. */
export function wholeNumber(from: number, to: number) {
  return z.string().transform((text, context) => {
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= from && value <= to) return value;

    context.addIssue({ code: 'custom', message: `must be a whole number from ${from} to ${to}` });
    return z.NEVER;
  });
}

/** A TCP port; 0 lets the system pick a free one, which the boot logs. */
export const port = () => wholeNumber(0, 65_535);

/** One of a few words. */
export function oneOf<const W extends readonly [string, ...string[]]>(words: W) {
  return z.enum(words, { error: `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}` });
}

/** An address of a service, judged by its scheme; what follows is for its driver to judge. */
export function address(...schemes: readonly string[]) {
  return z.string().refine((text) => schemes.some((scheme) => text.startsWith(`${scheme}://`)), {
    error: `must begin with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  });
}
