import { err, ok, type Result } from '../result.js';
import { codePointLength, CONTROL_CHARACTER } from '../text.js';

/** Code points, after trimming and composing. */
export const GROUP_NAME_MAX_CODE_POINTS = 128;

export interface GroupName {
  /** As it is shown: trimmed, Unicode normalization form C. */
  readonly name: string;
  /** Equal for names that differ only in case; what uniqueness is judged by. Never shown. */
  readonly key: string;
}

export type GroupNameCode = 'GROUP_NAME_MISSING' | 'GROUP_NAME_TOO_LONG' | 'GROUP_NAME_CONTROL_CHARACTER';

/** Checks a group's name: 1 to 128 characters of any script, at least one of them visible. */
export function parseGroupName(text: string): Result<GroupName, { readonly code: GroupNameCode }> {
  const trimmed = text.trim();
  if (trimmed.length > NORMALIZE_MAX_LENGTH) return err({ code: 'GROUP_NAME_TOO_LONG' });

  const name = trimmed.normalize('NFC');
  if (CONTROL_CHARACTER.test(name)) return err({ code: 'GROUP_NAME_CONTROL_CHARACTER' });
  if (!VISIBLE_CHARACTER.test(name)) return err({ code: 'GROUP_NAME_MISSING' });
  if (codePointLength(name) > GROUP_NAME_MAX_CODE_POINTS) return err({ code: 'GROUP_NAME_TOO_LONG' });
  return ok({ name, key: foldCase(name) });
}

/** The key of a name that need not be a valid one: for looking a group up. */
export const groupNameKey = (text: string): string => foldCase(text.trim().normalize('NFC'));

/**
 * Unicode default case folding as far as JavaScript has it: lower, then upper case, so that ẞ, ß and SS, and the
 * three sigmas, each meet. The dotless ı stays apart: its capital is I, yet it is not i.
 */
function foldCase(text: string): string {
  return text
    .split('ı')
    .map((part) => part.toLowerCase().toUpperCase())
    .join('ı')
    .normalize('NFC');
}

const VISIBLE_CHARACTER = /[\p{L}\p{N}\p{P}\p{S}]/u;
const NORMALIZE_MAX_LENGTH = 4_000;
