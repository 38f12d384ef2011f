import { hashOfSecret, type SecondFactor, type Spent } from '@ctci/persistence';
import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** A second factor as it begins: what its owner is shown, and what is kept of it. */
export function newSecondFactor(label: string) {
  const secret = new Secret({ size: 20 });
  const backupCodes = Array.from({ length: BACKUP_CODES }, newBackupCode);
  return {
    shown: { uri: totpOf(secret, label).toString(), backupCodes },
    kept: { secret: secret.base32, backupCodes: backupCodes.map(hashOfBackupCode) },
  };
}

/** The step whose code this is (RFC 6238, one step of clock drift), later than the last one taken; null when none. */
export function stepOfCode({ secret, lastStep }: SecondFactor, code: string, at = Date.now()): number | null {
  const delta = totpOf(Secret.fromBase32(secret)).validate({
    token: code.replace(/\s/g, ''),
    timestamp: at,
    window: 1,
  });
  const step = delta === null ? null : Math.floor(at / (PERIOD_S * 1_000)) + delta;
  return step !== null && step > lastStep ? step : null;
}

/** What a code uses up; null when it proves nothing. */
export function proofOf(factor: SecondFactor, code: string): Spent | null {
  const step = stepOfCode(factor, code);
  if (step !== null) return { step };
  const backupCode = hashOfBackupCode(code);
  return factor.backupCodes.includes(backupCode) ? { backupCode } : null;
}

const BACKUP_CODES = 10;
const PERIOD_S = 30;
const ISSUER = 'Click-To-Call-In';

const totpOf = (secret: Secret, label = ISSUER) =>
  new TOTP({ issuer: ISSUER, label, secret, algorithm: 'SHA1', digits: 6, period: PERIOD_S });

/** 80 bits, in groups that can be read out. */
const newBackupCode = (): string =>
  randomBytes(10)
    .toString('hex')
    .replace(/.{5}(?=.)/g, '$&-');

const hashOfBackupCode = (code: string): string => hashOfSecret(code.replace(/[\s-]/g, '').toLowerCase());
