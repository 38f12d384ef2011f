import { type Operation } from './operation.js';

/** A property of call-ins that does not hold. */
export type ViolationCode =
  | 'NUMBER_HELD_TWICE'
  | 'CODE_LIVES_TWICE'
  | 'MATCHED_TWICE'
  | 'ENDED_TWICE'
  | 'LIVED_ON'
  | 'ENDED_EARLY'
  | 'NEVER_ENDED'
  | 'CALL_MISSED'
  | 'HANDED_OUT_AFTER_LEAVING'
  | 'IN_TWO_GROUPS';

export interface Violation {
  readonly code: ViolationCode;
  /** The operations that cannot all be true. */
  readonly operations: readonly Operation[];
}
