import { certainLives } from './certain-life.js';
import { checkEnds } from './check-ends.js';
import { checkCodes, checkLeases, checkMissedCalls } from './check-lives.js';
import { checkLeavers, checkMembership } from './check-pools.js';
import { type Operation } from './operation.js';
import { type Violation } from './violation.js';

/**
 * Everything that cannot be true of what a number of clients were told, whatever happened between their questions and
 * the answers: no number is held twice at once, nor a code; a call-in ends once and in its time, and no call that it
 * lived for is missed; a number is in one group at a time, and no group hands out one that has left it.
 *
 * @param history of one installation, in any order, with each pool's first numbers, and at the end a look at every
 *   call-in
 */
export function checkHistory(history: readonly Operation[]): Violation[] {
  const lives = certainLives(history);
  return [
    ...checkLeases(lives),
    ...checkCodes(lives),
    ...checkMissedCalls(history, lives),
    ...checkEnds(history),
    ...checkLeavers(history),
    ...checkMembership(history),
  ];
}
