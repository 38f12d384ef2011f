import { describe, expect, test } from '@jest/globals';
import { asDnis, type Dnis, type NumberRules } from './dnis.js';
import { numberWarnings, parseDnis } from './parse-dnis.js';

const rules: NumberRules = { premiumRate: 'warn' };
const code = (text: string, stricter: Partial<NumberRules> = {}) => {
  const parsed = parseDnis(text, { ...rules, ...stricter });
  return parsed.ok ? 'ok' : parsed.error.code;
};
const suggestion = (text: string, stricter: Partial<NumberRules> = {}) => {
  const parsed = parseDnis(text, { ...rules, ...stricter });
  return parsed.ok ? 'ok' : parsed.error.suggestion;
};

describe('a number is accepted', () => {
  test.each([
    ['with its plus', '+18005550100', '+18005550100', 'US'],
    ['without it', '18005550100', '+18005550100', 'US'],
    ['with spaces around it', '  +18005550100 ', '+18005550100', 'US'],
    ['of 15 digits', '+493012345678901', '+493012345678901', 'DE'],
    ['of no one country', '+80012345678', '+80012345678', '+800'],
    ['of Canada, which shares +1', '+14165550123', '+14165550123', 'CA'],
    ['of Guernsey, which shares +44', '+441481256789', '+441481256789', 'GG'],
    ['of Italy, its zero kept', '+390612345678', '+390612345678', 'IT'],
  ])('%s', (_, text, dnis, country) => {
    expect(parseDnis(text, rules)).toMatchObject({ ok: true, value: { dnis, country } });
  });
});

describe('the first thing wrong is told, in the order of the rules', () => {
  test.each([
    ['', 'DNIS_MISSING'],
    [' \u00a0\t', 'DNIS_MISSING'],
    ['1.80056E+10', 'DNIS_SCIENTIFIC_NOTATION'],
    ['1,80056e+10', 'DNIS_SCIENTIFIC_NOTATION'],
    ['1E10', 'DNIS_SCIENTIFIC_NOTATION'],
    ['1E', 'DNIS_NOT_E164'],
    ['+', 'DNIS_NOT_E164'],
    ['0', 'DNIS_NOT_E164'],
    ['+08005550100', 'DNIS_NOT_E164'],
    ['++18005550100', 'DNIS_NOT_E164'],
    ['１８００５５５０１００', 'DNIS_NOT_E164'],
    ['+1800555010O', 'DNIS_NOT_E164'],
    ['+1800555010\n', 'DNIS_WRONG_LENGTH'],
    ['+99912345678901', 'DNIS_UNKNOWN_COUNTRY'],
    ['+9991234567890123', 'DNIS_TOO_LONG'],
    ['+999123456789012', 'DNIS_UNKNOWN_COUNTRY'],
    ['+4930123456789012', 'DNIS_TOO_LONG'],
    ['+493012345678901', 'ok'],
    ['+1', 'DNIS_WRONG_LENGTH'],
    ['+18', 'DNIS_WRONG_LENGTH'],
    ['+9', 'DNIS_UNKNOWN_COUNTRY'],
    ['+1800555010', 'DNIS_WRONG_LENGTH'],
    ['+18005550100', 'ok'],
    ['+180055501000', 'DNIS_WRONG_LENGTH'],
  ])('%j: %s', (text, expected) => {
    expect(code(text)).toBe(expected);
  });
});

describe('a mended value is suggested', () => {
  test.each([
    ['+1 (800) 555-0100', '+18005550100'],
    ['1-800-555-0100', '+18005550100'],
    ['1.800.555.0100', '+18005550100'],
    ['+1/800/5550100', '+18005550100'],
    ['+1\u00a0800\u2011555\u20130100', '+18005550100'],
    ['\u202a+18005550100\u202c', '+18005550100'],
    ['+１８００５５５０１００', '+18005550100'],
    ['tel:+1-800-555-0100', '+18005550100'],
    ['0018005550100', '+18005550100'],
    ['00 44 20 7946 0958', '+442079460958'],
    ['+44 (0)20 7946 0958', '+442079460958'],
  ])('%j: %s', (text, expected) => {
    expect(suggestion(text)).toBe(expected);
  });

  test.each([
    '',
    '1.80056E+10',
    '+9991234567',
    '+1800555',
    '+1 800 555',
    'sales',
    '00',
    `+1${' '.repeat(80)}8005550100`,
  ])('but not for %j, where none passes the rules', (text) => {
    expect(suggestion(text)).toBeUndefined();
  });

  test.each([
    ['(202) 555-0123', '+12025550123'],
    ['4155550123', '+14155550123'],
    ['011442079460958', '+442079460958'],
  ])('in the home country’s form: %j', (text, expected) => {
    expect(suggestion(text, { homeCountry: 'US' })).toBe(expected);
  });
});

describe('an installation may be stricter', () => {
  test.each([
    ['digits that are also a number at home', '2025550123', { homeCountry: 'US' }, 'DNIS_NATIONAL_FORMAT'],
    ['the same with a plus', '+2025550123', { homeCountry: 'US' }, 'ok'],
    ['the same without a home country', '2025550123', {}, 'ok'],
    ['digits with the home country code', '12025550123', { homeCountry: 'US' }, 'ok'],
    ['digits that are no number at home', '442079460958', { homeCountry: 'US' }, 'ok'],
    ['an allowed country', '+442079460958', { allowedCountries: ['GB'] }, 'ok'],
    ['another country', '+442079460958', { allowedCountries: ['US', 'CA'] }, 'DNIS_COUNTRY_NOT_ALLOWED'],
    ['a toll-free +1 number, which is Canadian too', '+18005550100', { allowedCountries: ['CA'] }, 'ok'],
    [
      'a Canadian number where only the US is allowed',
      '+14165550123',
      { allowedCountries: ['US'] },
      'DNIS_COUNTRY_NOT_ALLOWED',
    ],
    ['a premium rate number', '+19002345678', { premiumRate: 'refuse' }, 'DNIS_PREMIUM_RATE'],
    [
      'a wrong length before all that',
      '+1900234567',
      { premiumRate: 'refuse', allowedCountries: [] },
      'DNIS_WRONG_LENGTH',
    ],
  ] as const)('%s', (_, text, stricter, expected) => {
    expect(code(text, stricter)).toBe(expected);
  });

  test('and then suggests the home country’s form', () => {
    expect(suggestion('2025550123', { homeCountry: 'US' })).toBe('+12025550123');
  });
});

describe('warnings never refuse', () => {
  test.each([
    ['a number in use', '+18005550100', []],
    ['a range that is not', '+12220001234', ['DNIS_NOT_IN_USE']],
    ['a premium rate number', '+19002345678', ['DNIS_PREMIUM_RATE']],
  ])('%s', (_, text, warnings) => {
    expect(parseDnis(text, rules)).toMatchObject({ ok: true, value: { warnings } });
    expect(numberWarnings(text as Dnis, rules)).toEqual(warnings);
  });

  test('a trunk zero behind the country code is kept, warned of, and mended in the suggestion', () => {
    expect(parseDnis('+4402079460958', rules)).toEqual({
      ok: true,
      value: { dnis: '+4402079460958', country: 'GB', warnings: ['DNIS_NOT_IN_USE'], likelyMeant: '+442079460958' },
    });
  });
});

test.each([
  ['18005550100', '+18005550100'],
  ['+18005550100', '+18005550100'],
  ['%2B18005550100', '+18005550100'],
  ['123456789012345', '+123456789012345'],
  ['1234567890123456', null],
  ['08005550100', null],
  ['+1 800', null],
  ['', null],
])('%j in a path is %j', (text, dnis) => {
  expect(asDnis(text)).toBe(dnis);
});

// Anything but linear time would run into jest's time limit.
test('a cell as long as a file is refused', () => {
  expect(code('1'.repeat(4_000_000))).toBe('DNIS_TOO_LONG');
  expect(code(' 1-'.repeat(1_000_000))).toBe('DNIS_NOT_E164');
});
