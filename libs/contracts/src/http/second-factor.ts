import { z } from 'zod';
import { API_BASE, endpoint } from './endpoint.js';
import { PasswordText } from './session.js';

const path = `${API_BASE}/session/second-factor`;

export const WithPassword = z.strictObject({ password: PasswordText });
export type WithPassword = z.infer<typeof WithPassword>;

export const SecondFactorCode = z.strictObject({ code: z.string().min(1).max(64) });
export type SecondFactorCode = z.infer<typeof SecondFactorCode>;

/** The one answer that holds the secret and the backup codes. */
export const NewSecondFactor = z
  .strictObject({
    uri: z.string().meta({ description: 'otpauth://, for an authenticator to scan' }),
    backupCodes: z.array(z.string()).meta({ description: 'Each is good once, in place of a code' }),
  })
  .meta({ id: 'NewSecondFactor' });
export type NewSecondFactor = z.infer<typeof NewSecondFactor>;

export const beginSecondFactor = endpoint({
  method: 'POST',
  path,
  summary: 'Begin a second factor (TOTP); it is asked for once it is confirmed',
  allow: 'person',
  body: WithPassword,
  answers: { 200: { description: 'What an authenticator needs', schema: NewSecondFactor } },
  problems: ['NO_PASSWORD', 'SECOND_FACTOR_ON'],
});

export const confirmSecondFactor = endpoint({
  method: 'POST',
  path: `${path}/confirm`,
  summary: 'Confirm the second factor with its first code',
  allow: 'person',
  body: SecondFactorCode,
  answers: { 204: { description: 'From now on a sign-in asks for it' } },
  problems: ['NO_SECOND_FACTOR'],
});

export const removeSecondFactor = endpoint({
  method: 'DELETE',
  path,
  summary: 'Take the second factor away',
  allow: 'person',
  body: WithPassword,
  answers: { 204: { description: 'A password is enough again' } },
  problems: ['NO_PASSWORD'],
});
