import { z } from 'zod';
import { API_BASE, endpoint } from './endpoint.js';
import { pageOf, pageQuery, Time, timeQuery as time } from './page.js';

const CallInState = z.enum(['waiting', 'matched', 'expired', 'cancelled']);
const MatchedBy = z.enum(['accessCode', 'callerNumber', 'dnis']);

const RejectReason = z.enum([
  ...(['UNKNOWN_DNIS', 'NO_CALL_IN', 'CODE_REQUIRED', 'WRONG_CODE'] as const),
  ...(['EXPIRED', 'ALREADY_MATCHED', 'CANCELLED', 'LOCKED'] as const),
]);

/** Of what the client has booked elsewhere, in lower case. */
export const CallbackServiceId = z
  .guid()
  .transform((text) => text.toLowerCase())
  .meta({ type: 'string', format: 'uuid' });

const callerNumber = z
  .string()
  .nullable()
  .meta({ description: 'Whole for whoever may see personal data, else like +1202•••0123; null when withheld' });

const userData = z
  .record(z.string(), z.unknown())
  .meta({ description: 'At most 32 keys, JavaScript identifiers, and 8 KiB of JSON' });

/** A call-in as the Call-In tab shows it. Its code is never told again. */
export const CallIn = z
  .strictObject({
    id: z.string().meta({ format: 'uuid' }),
    groupName: z.string(),
    toPhoneNumber: z.string().meta({ description: 'The number to call, E.164', examples: ['+18005555554'] }),
    accessCodeLength: z.int().nullable().meta({ description: 'Digits of its access code; null without one' }),
    overflow: z.boolean().meta({ description: 'The pool was exhausted: this is the overflow number' }),
    state: CallInState,
    fromPhoneNumber: callerNumber,
    callbackServiceId: z.string().nullable(),
    userData: userData.optional().meta({ description: 'Only for whoever may see personal data' }),
    createdAt: Time,
    expiresAt: Time,
    endedAt: Time.nullable(),
    match: z
      .strictObject({ matchedBy: MatchedBy, candidates: z.int().min(1), callerNumber, callId: z.string().nullable() })
      .nullable()
      .meta({ description: 'The call that it was joined to' }),
  })
  .meta({ id: 'CallIn' });
export type CallIn = z.infer<typeof CallIn>;

/** The one answer that holds the code. */
export const CreatedCallIn = CallIn.extend({
  accessCode: z.string().nullable().meta({ description: 'Digits to enter after dialling; null without one' }),
}).meta({ id: 'CreatedCallIn' });
export type CreatedCallIn = z.infer<typeof CreatedCallIn>;

/** To a request that is sent again after its call-in has ended: as it is now, without number and code. */
export const RepeatedCallIn = CallIn.omit({ toPhoneNumber: true }).meta({ id: 'RepeatedCallIn' });
export type RepeatedCallIn = z.infer<typeof RepeatedCallIn>;

export const NewCallIn = z.strictObject({
  groupName: z.string(),
  fromPhoneNumber: z.string().max(128).nullish(),
  // Its keys and its size have refusals of their own; see parseUserData.
  userData: z.unknown().optional().meta({ type: 'object', description: userData.meta()?.description }),
  callbackServiceId: CallbackServiceId.nullish(),
});
export type NewCallIn = z.infer<typeof NewCallIn>;

const callInFilters = {
  groupName: z.string().optional(),
  dnis: z.string().optional(),
  state: CallInState.optional(),
  fromPhoneNumber: z.string().optional(),
  callbackServiceId: CallbackServiceId.optional(),
  createdFrom: time.optional().meta({ description: 'Included' }),
  createdTo: time.optional().meta({ description: 'Not included' }),
};
export const CallInFilter = z.strictObject(callInFilters);
export type CallInFilter = z.infer<typeof CallInFilter>;
export const CallInsQuery = z.strictObject({ ...pageQuery, ...callInFilters });
export type CallInsQuery = z.infer<typeof CallInsQuery>;

/** A call as the telephony side tells of it; numbers as trunks deliver them. */
export const ArrivedCall = z.strictObject({
  dnis: z.string().meta({ description: 'The number that was dialled, in any form, tel: and sip: URIs too' }),
  accessCode: z.string().nullish().meta({ description: 'What the caller entered' }),
  callerNumber: z.string().nullish().meta({ description: 'What cannot be read counts as withheld' }),
  callId: z
    .string()
    .min(1)
    .max(256)
    .nullish()
    .meta({ description: 'SIP Call-ID, Asterisk UNIQUEID …: repeating the call with it repeats the answer for 24 h' }),
});
export type ArrivedCall = z.infer<typeof ArrivedCall>;

export const MatchAnswer = z
  .discriminatedUnion('outcome', [
    z.strictObject({
      outcome: z.literal('matched'),
      callIn: CallIn.meta({ description: 'Without userData where there was more than one candidate' }),
      matchedBy: MatchedBy,
      candidates: z.int().min(1).meta({ description: 'How many live call-ins it could have been; 1,000 at most' }),
    }),
    z.strictObject({
      outcome: z.literal('rejected'),
      reason: RejectReason.meta({ description: 'For the operator; the caller should hear one message for all' }),
      groupName: z.string().optional(),
      accessCodeLength: z.int().optional().meta({ description: 'With CODE_REQUIRED: digits to ask for' }),
      retryAfterSeconds: z.int().min(1).optional().meta({ description: 'With LOCKED' }),
    }),
  ])
  .meta({ id: 'MatchAnswer' });
export type MatchAnswer = z.infer<typeof MatchAnswer>;

/** Every call that arrived, matched or not. */
export const Attempt = z
  .strictObject({
    id: z.string(),
    at: Time,
    dnis: z.string().nullable().meta({ description: 'null where what was dialled cannot be read' }),
    groupName: z.string().nullable(),
    callerNumber,
    callId: z.string().nullable(),
    outcome: z.enum(['matched', 'rejected']),
    reason: RejectReason.nullable(),
    callInId: z.string().nullable(),
    matchedBy: MatchedBy.nullable(),
    candidates: z.int().min(1).nullable(),
  })
  .meta({ id: 'Attempt' });
export type Attempt = z.infer<typeof Attempt>;

export const AttemptsQuery = z.strictObject({
  ...pageQuery,
  groupName: z.string().optional(),
  dnis: z.string().optional(),
  outcome: z.enum(['matched', 'rejected']).optional(),
  reason: RejectReason.optional(),
  from: time.optional().meta({ description: 'Included' }),
  to: time.optional().meta({ description: 'Not included' }),
});
export type AttemptsQuery = z.infer<typeof AttemptsQuery>;

const params = z.strictObject({ callInId: z.string() });
const path = `${API_BASE}/call-ins`;

export const createCallIn = endpoint({
  method: 'POST',
  path,
  summary: 'Ask for a number to call',
  allow: 'call-ins:create',
  idempotent: true,
  body: NewCallIn,
  answers: { 201: { description: 'The call-in, and its code', schema: z.union([CreatedCallIn, RepeatedCallIn]) } },
  problems: ['GROUP_NOT_FOUND', 'GROUP_DELETING', 'GROUP_DRAFT', 'TOO_MANY_LIVE_CALL_INS', 'POOL_EXHAUSTED'],
});

export const listCallIns = endpoint({
  method: 'GET',
  path,
  summary: 'List call-ins, newest first',
  allow: 'read',
  query: CallInsQuery,
  answers: { 200: { description: 'A page of records', schema: pageOf(CallIn) } },
});

export const exportCallIns = endpoint({
  method: 'GET',
  path: `${path}.csv`,
  summary: 'Export call-ins, newest first',
  allow: 'read',
  query: CallInFilter,
  answers: { 200: { description: 'The file', contentType: 'text/csv; charset=utf-8' } },
});

export const getCallIn = endpoint({
  method: 'GET',
  path: `${path}/:callInId`,
  summary: 'Read one call-in',
  allow: 'read',
  params,
  answers: { 200: { description: 'The record', schema: CallIn } },
  problems: ['CALL_IN_NOT_FOUND'],
});

export const cancelCallIn = endpoint({
  method: 'POST',
  path: `${path}/:callInId/cancel`,
  summary: 'Cancel a call-in that still waits; its number is free',
  allow: 'call-ins:create',
  params,
  answers: { 200: { description: 'The record', schema: CallIn } },
  problems: ['CALL_IN_NOT_FOUND', 'CALL_IN_ENDED'],
});

export const matchCall = endpoint({
  method: 'POST',
  path: `${path}/match`,
  summary: 'Ask whose call has arrived',
  allow: 'call-ins:match',
  body: ArrivedCall,
  answers: { 200: { description: 'Its call-in, or why there is none', schema: MatchAnswer } },
});

export const listAttempts = endpoint({
  method: 'GET',
  path: `${API_BASE}/attempts`,
  summary: 'List calls that arrived, matched or not, latest first',
  allow: 'read',
  query: AttemptsQuery,
  answers: { 200: { description: 'A page of attempts', schema: pageOf(Attempt) } },
});
