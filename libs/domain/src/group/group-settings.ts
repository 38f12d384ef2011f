import type { Dnis } from '../number/dnis.js';

/** How a group hands out its numbers. A change applies to call-ins created after it. */
export interface GroupSettings {
  readonly generateAccessCode: boolean;
  /** Digits. */
  readonly accessCodeLength: number;
  readonly expirySeconds: number;
  /** "Do not reuse DNIS for concurrent requests". */
  readonly uniqueDnis: boolean;
  readonly onExhausted: 'refuse' | 'overflow';
  /** Kept while `onExhausted` is `refuse`, so that switching back needs no retyping. In no pool: the database judges that. */
  readonly overflowNumber: Dnis | null;
  /** How long a unique number rests after its lease ends. */
  readonly coolDownSeconds: number;
  /** Live call-ins of one `fromPhoneNumber`; null is off. */
  readonly maxLivePerCaller: number | null;
}

/** The settings that are whole numbers in a range. */
export type NumericSetting = 'accessCodeLength' | 'expirySeconds' | 'coolDownSeconds' | 'maxLivePerCaller';

/** Smallest and largest, both allowed. */
export const SETTINGS_LIMITS: Readonly<Record<NumericSetting, { readonly min: number; readonly max: number }>> = {
  accessCodeLength: { min: 4, max: 12 },
  expirySeconds: { min: 10, max: 1_800 },
  coolDownSeconds: { min: 0, max: 3_600 },
  maxLivePerCaller: { min: 1, max: 100 },
};

/** What a new group has. */
export const DEFAULT_SETTINGS: GroupSettings = {
  generateAccessCode: false,
  accessCodeLength: 6,
  expirySeconds: 30,
  uniqueDnis: false,
  onExhausted: 'refuse',
  overflowNumber: null,
  coolDownSeconds: 0,
  maxLivePerCaller: null,
};
