import { type DestinationStream, type Level, type Logger, pino, stdTimeFunctions } from 'pino';

import { currentCorrelationId } from './correlation.js';

export interface LogOptions {
  /** The `service` of every line. */
  readonly service: string;
  readonly level: Level | 'silent';
}

/**
 * One JSON object a line, to standard output unless a stream is given. Writes synchronously, so that the last line
 * before an exit is never lost.
 */
export function createLogger({ service, level }: LogOptions, stream?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const correlationId = currentCorrelationId();
        return correlationId === undefined ? {} : { correlationId };
      },
      redact: { paths: NEVER_LOGGED.flatMap(anywhereNear), censor: '[redacted]' },
    },
    stream ?? pino.destination({ fd: 1, sync: true }),
  );
}

/** A guard for the day when somebody logs a request or a payload; nothing here does. */
const NEVER_LOGGED = [
  ...['authorization', 'cookie', 'set-cookie', 'x-api-key'],
  ...['apiKey', 'password', 'accessCode', 'userData', 'fromPhoneNumber', 'callerNumber'],
];

/** Pino's redaction knows no "at any depth". */
const anywhereNear = (key: string) => ['', '*', '*.*'].map((parent) => `${parent}["${key}"]`);
