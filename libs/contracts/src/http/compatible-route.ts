import { z } from 'zod';
import { CallbackServiceId } from './call-ins.js';
import { endpoint } from './endpoint.js';
import { type ProblemCode, PROBLEMS } from './problem.js';

/** Below this every answer has the envelope of the hosted product, and none is a problem document. */
export const COMPATIBLE_BASE = '/engagement';

/**
 * `status.code` of the compatible route. Of a refusal its first three digits are the HTTP status, which is the one that
 * clients of the hosted product know. A code never changes its meaning; `docs/compatible-route.md` publishes them.
 */
export const STATUS_CODES = {
  SUCCESSFUL: 0,
  BAD_REQUEST: 40_000,
  MALFORMED_JSON: 40_001,
  VALIDATION_FAILED: 40_002,
  IDEMPOTENCY_KEY_REUSED: 40_003,
  UNAUTHENTICATED: 40_101,
  FORBIDDEN: 40_301,
  ROUTE_NOT_FOUND: 40_401,
  GROUP_NOT_FOUND: 40_402,
  GROUP_DELETING: 40_901,
  GROUP_DRAFT: 40_902,
  IDEMPOTENCY_KEY_RUNNING: 40_903,
  BODY_TOO_LARGE: 41_301,
  UNSUPPORTED_MEDIA_TYPE: 41_501,
  TOO_MANY_LIVE_CALL_INS: 42_901,
  RATE_LIMITED: 42_902,
  INTERNAL_ERROR: 50_000,
  POOL_EXHAUSTED: 50_301,
  DATABASE_UNAVAILABLE: 50_302,
} as const satisfies Partial<Record<ProblemCode | 'SUCCESSFUL', number>>;

/** The `status.code` of a refusal; one that the table does not name has its HTTP status and two zeros. */
export const statusCodeOf = (code: ProblemCode): number =>
  (STATUS_CODES as Partial<Record<ProblemCode, number>>)[code] ?? PROBLEMS[code][0] * 100;

export const httpStatusOf = (statusCode: number): number => Math.trunc(statusCode / 100);

const status = <Code extends z.ZodType, Message extends z.ZodType>(code: Code, message: Message) =>
  z.strictObject({
    code,
    message,
    corrId: z.string().meta({ description: 'The correlation id of this request' }),
  });

/** How the compatible route refuses. */
export const CompatibleRefusal = z
  .strictObject({
    status: status(
      z.int().meta({ description: 'Its first three digits are the HTTP status' }),
      z.string().meta({ description: 'What is wrong, and what to do about it' }),
    ),
  })
  .meta({ id: 'CompatibleRefusal' });
export type CompatibleRefusal = z.infer<typeof CompatibleRefusal>;

/** Fields that this service does not know are ignored: clients of the hosted product may send more. */
export const CompatibleRequest = z.looseObject({
  groupName: z.string(),
  fromPhoneNumber: z.string().max(128).nullish().meta({ description: 'In any form; answered as it was sent' }),
  // Its limits have refusals of their own; see parseUserData.
  userData: z
    .unknown()
    .optional()
    .meta({ description: 'An object, or a string that holds its JSON. Keys that are no identifiers are left out' }),
  callbackServiceId: CallbackServiceId.nullish(),
});
export type CompatibleRequest = z.infer<typeof CompatibleRequest>;

export const CompatibleCallIn = z
  .strictObject({
    status: status(z.literal(STATUS_CODES.SUCCESSFUL), z.literal('Successful')),
    data: z.strictObject({
      id: z.string().meta({ format: 'uuid' }),
      toPhoneNumber: z
        .string()
        .optional()
        .meta({ description: 'The number to call, E.164. Absent only where a request is sent again after the end' }),
      groupName: z.string(),
      expirationTime: z.int().meta({ description: 'Milliseconds since 1970 UTC' }),
      accessCode: z.int().optional().meta({ description: 'Only if the group makes one; it never begins with 0' }),
      fromPhoneNumber: z.string().optional().meta({ description: 'As it was sent' }),
      callbackServiceId: z.string().optional(),
    }),
  })
  .meta({ id: 'CompatibleCallIn' });
export type CompatibleCallIn = z.infer<typeof CompatibleCallIn>;

export const createCompatibleCallIn = endpoint({
  method: 'POST',
  path: `${COMPATIBLE_BASE}/v3/call-in/requests/create`,
  summary: 'Ask for a number to call, as clients of the hosted product do',
  allow: 'call-ins:create',
  idempotent: true,
  body: CompatibleRequest,
  answers: { 200: { description: 'The call-in, and its code', schema: CompatibleCallIn } },
  problems: ['GROUP_NOT_FOUND', 'GROUP_DELETING', 'GROUP_DRAFT', 'TOO_MANY_LIVE_CALL_INS', 'POOL_EXHAUSTED'],
  refusal: CompatibleRefusal,
});
