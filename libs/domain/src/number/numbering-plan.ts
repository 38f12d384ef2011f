import metadata from 'libphonenumber-js/max/metadata';

/** One numbering plan of libphonenumber's "max" metadata (format version 4), its patterns compiled once. */
export interface NumberingPlan {
  /** ISO 3166-1 alpha-2; absent for a calling code that belongs to no country (`+800`). */
  readonly country?: string;
  readonly possibleLengths: readonly number[];
  /** What a caller inside the country dials in front to leave it. */
  readonly internationalPrefix: RegExp | null;
  /** What a caller inside the country dials in front to stay in it; may match the empty text. */
  readonly nationalPrefix: RegExp | null;
  /** Enough to tell the country, where several share a calling code. */
  readonly leadingDigits: RegExp | null;
  readonly pattern: RegExp;
  readonly types: readonly NumberType[];
}

interface NumberType {
  readonly premiumRate: boolean;
  readonly lengths: readonly number[];
  readonly pattern: RegExp;
}

/** The plans that share the calling code that these digits begin with, the main one first; null when it is unassigned. */
export function plansOf(digits: string): { callingCode: string; plans: readonly NumberingPlan[] } | null {
  // No calling code is the beginning of another (ITU-T E.164), so the first one found is the one.
  for (let length = 1; length <= 3; length += 1) {
    const callingCode = digits.slice(0, length);
    const plans = compiled.get(callingCode) ?? compile(callingCode);
    if (plans) return { callingCode, plans };
  }
  return null;
}

/** How a plan knows a national number: in use as a premium rate number, in use otherwise, or not in use. */
export function useIn(plan: NumberingPlan, national: string): 'premium' | 'other' | null {
  if (!plan.pattern.test(national)) return null;
  for (const type of plan.types) {
    if (type.lengths.includes(national.length) && type.pattern.test(national)) {
      return type.premiumRate ? 'premium' : 'other';
    }
  }
  return null;
}

type RawType = 0 | readonly [pattern: string, lengths?: readonly number[]];
type RawPlan = readonly unknown[] & {
  readonly 1: string | 0;
  readonly 2: string;
  readonly 3: readonly number[];
  readonly 5?: string | 0;
  readonly 7?: string | 0;
  readonly 10?: string | 0;
  readonly 11: readonly RawType[];
};

const countriesOf = metadata.country_calling_codes as Readonly<Record<string, readonly string[] | undefined>>;
const countryPlans = metadata.countries as unknown as Readonly<Record<string, RawPlan | undefined>>;
const planWithoutCountry = metadata.nonGeographic as unknown as Readonly<Record<string, RawPlan | undefined>>;

const compiled = new Map<string, readonly NumberingPlan[]>();

function compile(callingCode: string): readonly NumberingPlan[] | null {
  const plans: NumberingPlan[] = [];
  for (const country of countriesOf[callingCode] ?? []) {
    const raw = countryPlans[country];
    if (raw) plans.push({ country, ...compilePlan(raw) });
  }
  const raw = planWithoutCountry[callingCode];
  if (raw) plans.push(compilePlan(raw));
  if (plans.length === 0) return null;

  compiled.set(callingCode, plans);
  return plans;
}

function compilePlan(raw: RawPlan): NumberingPlan {
  return {
    possibleLengths: raw[3],
    internationalPrefix: beginning(raw[1]),
    nationalPrefix: beginning([raw[7], raw[5]].find(Boolean)),
    leadingDigits: beginning(raw[10]),
    pattern: wholly(raw[2]),
    types: TYPE_ORDER.flatMap((index) => {
      const type = raw[11][index];
      if (!type || type[0] === '') return [];
      return { premiumRate: index === PREMIUM_RATE, lengths: type[1] ?? raw[3], pattern: wholly(type[0]) };
    }),
  };
}

const beginning = (pattern: string | 0 | undefined) => (pattern ? new RegExp(`^(?:${pattern})`) : null);
const wholly = (pattern: string) => new RegExp(`^(?:${pattern})$`);

// The order in which libphonenumber asks: fixed line, mobile, premium rate, toll free, shared cost, VoIP, …
const PREMIUM_RATE = 3;
const TYPE_ORDER = [0, 1, PREMIUM_RATE, 2, 9, 8, 4, 7, 6, 5];
