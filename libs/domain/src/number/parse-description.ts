import { err, ok, type Result } from '../result.js';
import { codePointLength, CONTROL_CHARACTER, firstCodePoints } from '../text.js';
import type { CellProblem, DescriptionCode } from './dnis.js';

/** Code points, not bytes or UTF-16 units: an emoji counts once. */
export const DESCRIPTION_MAX_CODE_POINTS = 32;

/** The description as it is stored: trimmed, in Unicode normalization form C; the empty text is one. */
export function parseDescription(text: string): Result<string, CellProblem<DescriptionCode>> {
  const trimmed = text.trim();
  const description = isAscii(trimmed) ? trimmed : trimmed.slice(0, NORMALIZE_MAX_LENGTH).normalize('NFC');
  const isTooLong = trimmed.length > NORMALIZE_MAX_LENGTH || codePointLength(description) > DESCRIPTION_MAX_CODE_POINTS;

  if (isTooLong) return err({ code: 'DESCRIPTION_TOO_LONG', ...suggestion(description) });
  if (CONTROL_CHARACTER.test(description))
    return err({ code: 'DESCRIPTION_CONTROL_CHARACTER', ...suggestion(description) });
  return ok(description);
}

function suggestion(description: string): { suggestion: string } | Record<string, never> {
  const visible = description.slice(0, NORMALIZE_MAX_LENGTH).split(CONTROL_CHARACTER).filter(Boolean).join(' ').trim();
  const mended = firstCodePoints(visible, DESCRIPTION_MAX_CODE_POINTS).trim();
  return mended === '' ? {} : { suggestion: mended };
}

// No text as long as this composes to 32 code points, so a whole file in one cell costs nothing.
const NORMALIZE_MAX_LENGTH = 1_000;

const isAscii = (text: string) => text.length <= NORMALIZE_MAX_LENGTH && !/[^\0-\x7f]/.test(text);
