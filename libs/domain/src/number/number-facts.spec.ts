import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';
import examples from 'libphonenumber-js/mobile/examples';
import { homeReading, isAmbiguousAtHome } from './home-reading.js';
import { numberFacts } from './number-facts.js';

test('the metadata is of the format that is read here', () => {
  expect(metadata.version).toBe(4);
});

const callingCodes = [...Object.keys(metadata.country_calling_codes), ...Object.keys(metadata.nonGeographic)];
const digits = (maxLength: number) => fc.stringMatching(new RegExp(`^[0-9]{0,${maxLength}}$`));

function factsOfLibrary(number: string) {
  const parsed = parsePhoneNumberFromString(`+${number}`, { extract: false });
  const type = parsed?.getType();
  const use = type === undefined ? null : type === 'PREMIUM_RATE' ? 'premium' : 'other';
  return parsed && { country: parsed.country, possible: parsed.isPossible(), valid: parsed.isValid(), use };
}

const facts = (number: string) => {
  const found = numberFacts(number);
  return found && { country: found.country, possible: found.possible, valid: found.use !== null, use: found.use };
};

describe('the compiled metadata agrees with libphonenumber', () => {
  test('on random digits behind every calling code', () => {
    const number = fc.tuple(fc.constantFrom(...callingCodes), digits(12)).map((parts) => parts.join('').slice(0, 15));
    fc.assert(
      fc.property(number, (text) => {
        const expected = factsOfLibrary(text) ?? { country: undefined, possible: false, valid: false, use: null };
        expect(facts(text)).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test('on numbers near those in use in every country', () => {
    for (const country of getCountries()) {
      const example = getExampleNumber(country, examples)?.number.slice(1) ?? '';
      for (const number of [example, `${example.slice(0, -1)}0`, example.slice(0, -1), `${example}1`]) {
        expect(facts(number)).toEqual(factsOfLibrary(number));
      }
    }
  });

  test('on digits with no calling code', () => {
    expect(numberFacts('9991234567')).toBeNull();
    expect(numberFacts('')).toBeNull();
  });
});

test('a number is ambiguous at home exactly when the library reads another number in use', () => {
  const dialled = fc.constantFrom(...getCountries()).chain((homeCountry) => {
    const national = getExampleNumber(homeCountry, examples)?.nationalNumber ?? '';
    const callingCode = getCountryCallingCode(homeCountry);
    const stem = fc.constantFrom('', callingCode, national.slice(0, -2), callingCode + national.slice(0, -2));
    return fc.tuple(fc.constant(homeCountry), stem, digits(10));
  });
  fc.assert(
    fc.property(dialled, ([homeCountry, stem, rest]) => {
      const text = (stem + rest).replace(/^0+/, '').slice(0, 15);
      const reading = homeReading(text, { homeCountry, premiumRate: 'warn' });
      const isOther = reading !== null && reading !== `+${text}`;
      expect(isAmbiguousAtHome(text, { homeCountry, premiumRate: 'warn' })).toBe(isOther);
    }),
    { numRuns: 1_000 },
  );
});
