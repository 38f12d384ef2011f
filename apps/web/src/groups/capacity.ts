import { type GroupSettings } from '@ctci/domain';
import { type Formats } from '../app/format.js';
import { type Strings } from '../app/strings/en.js';

/** Of a number's codes, as the API hands them out unless its settings say otherwise. */
const CODE_SPACE_PART = 0.1;

type Handing = Pick<
  GroupSettings,
  'uniqueDnis' | 'generateAccessCode' | 'accessCodeLength' | 'expirySeconds' | 'coolDownSeconds'
>;

/** What settings mean for as many callers as can be served, in words. */
export function capacityWords(settings: Handing, numbers: number, groups: Strings['groups'], format: Formats): string {
  if (numbers === 0) return groups.capacityEmpty;
  const { uniqueDnis, generateAccessCode, accessCodeLength, expirySeconds, coolDownSeconds } = settings;
  if (uniqueDnis) {
    const seconds = expirySeconds + coolDownSeconds;
    return groups.capacityUnique(format.number(numbers), format.number(seconds), rate(numbers / seconds, format));
  }
  if (!generateAccessCode) return groups.capacityShared(format.number(numbers));
  const codes = Math.floor(9 * 10 ** (accessCodeLength - 1) * CODE_SPACE_PART);
  const live = codes * numbers;
  return groups.capacityCodes(
    format.number(numbers),
    format.number(codes),
    format.number(live),
    rate(live / expirySeconds, format),
  );
}

const rate = (value: number, format: Formats): string =>
  format.number(value >= 10 ? Math.floor(value) : Math.floor(value * 100) / 100);
