import { asDnis } from '../number/dnis.js';

/**
 * A caller's number for those who may not see it whole: `+12025550123` is `+1202•••0123`. Shows the first five
 * characters and the last four at most, and hides three digits at least; always three dots, so that they do not tell
 * how many. A text that is no number in E.164 format is hidden altogether.
 */
export function maskNumber(text: string): string {
  const dnis = asDnis(text);
  if (dnis === null) return DOTS;

  const shown = Math.max(0, dnis.length - HIDDEN_MIN);
  const head = Math.min(HEAD_MAX, shown);
  const tail = Math.min(TAIL_MAX, shown - head);
  return dnis.slice(0, head) + DOTS + dnis.slice(dnis.length - tail);
}

const HEAD_MAX = 5;
const TAIL_MAX = 4;
const HIDDEN_MIN = 3;
const DOTS = '•••';
