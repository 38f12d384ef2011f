import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import type { NumberRules } from '../number/dnis.js';
import { parseDnis } from '../number/parse-dnis.js';
import { readTrunkNumber, TRUNK_NUMBER_MAX_LENGTH } from './trunk-number.js';

const read = (text: string, homeCountry?: string) =>
  readTrunkNumber(text, { premiumRate: 'warn', ...(homeCountry === undefined ? {} : { homeCountry }) });

describe('an international number is read whatever the home country', () => {
  test.each([
    // as Twilio, Vonage, Telnyx write it
    ['+12025550123', '+12025550123'],
    ['+390612345678', '+390612345678'],
    // for people
    [' +1 (202) 555-0123 ', '+12025550123'],
    ['+44 (0)20 7946 0958', '+442079460958'],
    ['+49/30/1234-5678', '+493012345678'],
    ['+1.202.555.0123', '+12025550123'],
    ['\u202a+1\u00a0202\u2011555\u20130123\u202c', '+12025550123'],
    ['\uff0b１２０２５５５０１２３', '+12025550123'],
    ['+1-202-555-0123 x45', '+12025550123'],
    ['+1-202-555-0123 ext. 45', '+12025550123'],
    ['+12025550123,,45#', '+12025550123'],
    // RFC 3966
    ['tel:+1-202-555-0123', '+12025550123'],
    ['TEL:+12025550123', '+12025550123'],
    ['tel://+12025550123', '+12025550123'],
    ['tel:%2B12025550123', '+12025550123'],
    ['tel:+1-202-555-0123;ext=45', '+12025550123'],
    ['tel:+12025550123;npdi;rn=+12025559999;cic=+10288', '+12025550123'],
    ['tel:+358-555-1234567;postd=pp22', '+3585551234567'],
    // RFC 3261, P-Asserted-Identity (RFC 3325), Diversion, as border controllers send them
    ['sip:+12025550123@sbc.example.com', '+12025550123'],
    ['sips:+12025550123@sbc.example.com:5061;transport=tls', '+12025550123'],
    ['sip:+12025550123@203.0.113.7:5060;user=phone', '+12025550123'],
    ['<sip:+12025550123@sbc.example.com;user=phone>', '+12025550123'],
    ['"Jo \\"X\\" Doe" <sip:+12025550123@gw;user=phone>;tag=a73k@b', '+12025550123'],
    ['Jo Doe <sip:+12025550123@gw>', '+12025550123'],
    ['sip:+12025550123;ext=45@gw;user=phone', '+12025550123'],
    ['sip:+12025550123%3Bext%3D45@gw', '+12025550123'],
    ['sip:%2B12025550123@gw', '+12025550123'],
    ['sip:+12025550123:secret@gw?Subject=call', '+12025550123'],
    ['sip:+12025550123', '+12025550123'],
    ['<sip:alice@example.com>, <tel:+12025550123>', '+12025550123'],
    ['<tel:+12025550123>, <sip:+442079460958@gw>', '+12025550123'],
    ['"+442079460958" <sip:+12025550123@gw>', '+12025550123'],
    ['"Anonymous" <sip:+12025550123@gw>;privacy=id', '+12025550123'],
    ['+12025550123@sbc.example.com', '+12025550123'],
    // Asterisk CALLERID(all)
    ['"Jo Doe" <+12025550123>', '+12025550123'],
    // with the prefix that leaves most countries
    ['00442079460958', '+442079460958'],
    ['sip:0044-20-7946-0958@gw', '+442079460958'],
    // in a range that the metadata does not know
    ['+12220001234', '+12220001234'],
    ['+441632960123', '+441632960123'],
    // longer or shorter than the metadata knows, such as Mexican mobiles before 2019
    ['+5215512345678', '+5215512345678'],
    ['+2901234', '+2901234'],
  ])('%j', (text, expected) => {
    for (const homeCountry of [undefined, 'US', 'DE', 'GB', 'IT']) expect(read(text, homeCountry)).toBe(expected);
  });
});

describe('national form is read by the home country', () => {
  test.each([
    ['US', '2025550123', '+12025550123'],
    ['US', '12025550123', '+12025550123'],
    ['US', '(202) 555-0123', '+12025550123'],
    ['US', '"JO DOE" <2025550123>', '+12025550123'],
    ['US', 'sip:2025550123@gw;user=phone', '+12025550123'],
    ['US', '011442079460958', '+442079460958'],
    ['US', '7378742833', '+17378742833'],
    ['US', '442079460958', '+442079460958'],
    ['US', '2220001234', '+12220001234'],
    ['US', '01632960123', null],
    ['US', '5550123', null],
    ['US', '911', null],
    ['DE', '03012345678', '+493012345678'],
    ['DE', '030 / 1234-5678', '+493012345678'],
    ['DE', '3012345678', '+493012345678'],
    ['DE', '493012345678', '+493012345678'],
    ['DE', '16502530000', '+16502530000'],
    ['DE', '0016502530000', '+16502530000'],
    ['DE', '7042', null],
    ['DE', '112', null],
    ['GB', '02079460958', '+442079460958'],
    ['GB', 'tel:020-7946-0958', '+442079460958'],
    ['GB', '442079460958', '+442079460958'],
    ['GB', '01632960123', '+441632960123'],
    ['GB', '1001', null],
    ['IT', '0612345678', '+390612345678'],
    ['IT', '390612345678', '+390612345678'],
    ['IT', '00390612345678', '+390612345678'],
    ['IT', '3351234567', '+393351234567'],
    ['AU', '0011442079460958', '+442079460958'],
    ['AU', '0011441632960123', '+441632960123'],
    ['JP', '010442079460958', '+442079460958'],
    ['JP', '00441632960123', '+441632960123'],
    ['RU', '89123456789', '+79123456789'],
  ])('%s: %j', (homeCountry, text, expected) => {
    expect(read(text, homeCountry)).toBe(expected);
  });

  test.each([
    ['2025550123', '+2025550123'],
    ['12025550123', '+12025550123'],
    ['442079460958', '+442079460958'],
    ['03012345678', null],
    ['0612345678', null],
    ['011442079460958', null],
    ['0011442079460958', null],
    ['7042', null],
  ])('without one only E.164 digits are: %j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('a phone-context with a country code completes the number', () => {
  test.each([
    ['tel:2025550123;phone-context=+1', '+12025550123'],
    ['tel:12025550123;phone-context=+1', '+12025550123'],
    ['tel:02079460958;phone-context=+44', '+442079460958'],
    ['tel:0612345678;phone-context=+39', '+390612345678'],
    ['sip:5550123;phone-context=+1-202@gw;user=phone', '+12025550123'],
    ['sip:2025550123@gw;user=phone;phone-context=%2B1', '+12025550123'],
    ['tel:+442079460958;phone-context=+1', '+442079460958'],
    ['tel:00442079460958;phone-context=+1', '+442079460958'],
    // RFC 3966, 5.1.5: +1-911 is no number
    ['tel:911;phone-context=+1', null],
    ['tel:863-1234;phone-context=+1-914-555', null],
    ['tel:7042;phone-context=example.com', null],
  ])('%j', (text, expected) => {
    expect(read(text)).toBe(expected);
    expect(read(text, 'DE')).toBe(expected);
  });

  test('one without is as good as none', () => {
    expect(read('tel:03012345678;phone-context=ims.example.com', 'DE')).toBe('+493012345678');
  });
});

describe('a caller who cannot be told is none', () => {
  test.each([
    '',
    ' ',
    'anonymous',
    'Anonymous',
    'Restricted',
    'unavailable',
    'unknown',
    '<unknown>',
    'asterisk',
    's',
    '"Anonymous" <sip:anonymous@anonymous.invalid>',
    'sip:Restricted@sbc.example.com',
    'sip:+anonymous@example.com',
    'sip:sbc.example.com',
    'sip:82.123.145.16',
    'sip:82.123.145.16:5060',
    'sip:[2001:db8::1]:5060',
    'sip:alice@82.123.145.16',
    '"+12025550123" <sip:anonymous@anonymous.invalid>',
    '"+12025550123',
    'tel:',
    'sip:',
    'sip:@example.com',
    '<>',
    '"" <>',
    '0',
    '0000000000',
    '+0000000000',
    '+',
    '+1',
    '+1911',
    '+999123456789',
    '+1234567890123456',
    '9999999999',
    '1-800-FLOWERS',
    'PJSIP/+12025550123',
    'client:alice',
    'null',
    'undefined',
    '[object Object]',
    '%',
    '%2B',
    '%ZZ12025550123',
    '\0',
    '\ud800',
    // what Twilio sends instead of a caller's number
    '+266696687',
    '+7378742833',
    '+2562533',
    '+8656696',
    '+86282452253',
  ])('%j', (text) => {
    for (const homeCountry of [undefined, 'US', 'DE', 'GB', 'IT']) expect(read(text, homeCountry)).toBeNull();
  });
});

describe('the length is bounded', () => {
  const padded = (length: number) => '+12025550123'.padEnd(length, ';');

  test.each([
    ['at the limit', padded(TRUNK_NUMBER_MAX_LENGTH), '+12025550123'],
    ['one beyond', padded(TRUNK_NUMBER_MAX_LENGTH + 1), null],
    ['64 characters of a number', `+1202555${' '.repeat(52)}0123`, '+12025550123'],
    ['65', `+1202555${' '.repeat(53)}0123`, null],
    ['as long as ten files', '1'.repeat(10_000_000), null],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toBe(expected);
  });

  // Anything but near linear time would run into jest's time limit.
  test.each(['"', '"\\', '<', '<1>', ';phone-context=+', '%', ' ', '(0)', 'sip:', '0', '@', 'ex'])(
    'nothing is slow: %j over and over',
    (part) => {
      const text = part.repeat(TRUNK_NUMBER_MAX_LENGTH / part.length);
      for (let i = 0; i < 1_000; i += 1) read(text, 'DE');
      expect(read(text, 'DE')).toBeNull();
    },
  );
});

test('every number that a pool may hold is read as it is stored', () => {
  const country = fc.constantFrom(...getCountries());
  const number = country.chain((code) => {
    const example = getExampleNumber(code, examples)?.number ?? '';
    return fc
      .tuple(fc.constant(example.slice(0, -3)), fc.stringMatching(/^[0-9]{2,4}$/))
      .map((parts) => parts.join(''));
  });
  fc.assert(
    fc.property(number, fc.option(country, { nil: undefined }), (text, homeCountry) => {
      const rules: NumberRules = { premiumRate: 'warn', ...(homeCountry === undefined ? {} : { homeCountry }) };
      const parsed = parseDnis(text, rules);
      if (!parsed.ok) return;
      const { dnis } = parsed.value;
      for (const form of [dnis, `tel:${dnis}`, `<sip:${dnis}@gw;user=phone>`]) {
        expect(readTrunkNumber(form, rules)).toBe(dnis);
      }
    }),
  );
});

test('no text is an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), fc.constantFrom(undefined, 'US', 'IT'), (text, home) => {
      expect(read(text, home) ?? '+1').toMatch(/^\+[1-9][0-9]{0,14}$/);
    }),
  );
});
