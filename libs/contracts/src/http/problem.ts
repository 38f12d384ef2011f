import { z } from 'zod';

/**
 * Every problem code the API answers with: its HTTP status, its title, and what to do about it where the answer itself
 * does not say so more exactly. A code never changes its meaning; each is published at `/problems/<code>`.
 */
export const PROBLEMS = {
  MALFORMED_JSON: [400, 'The body is not valid JSON', 'Send one JSON document, in UTF-8.'],
  BAD_REQUEST: [400, 'The request cannot be read', 'Compare the request with /api/docs.'],
  UNAUTHENTICATED: [401, 'Nobody is signed in', 'Sign in, or send a valid API key in the header x-api-key.'],
  WRONG_CREDENTIALS: [
    401,
    'E-mail and password do not fit together',
    'Try again, or ask an administrator for a one-time link.',
  ],
  SECOND_FACTOR_REQUIRED: [
    401,
    'A code of the second factor is needed',
    'Send the code that the authenticator shows, or a backup code, as `code`.',
  ],
  WRONG_SECOND_FACTOR: [
    401,
    'This is not the code of the second factor',
    'Wait for the next code: each is good once. A backup code serves too.',
  ],
  FORBIDDEN: [403, 'This caller may not do that', 'Use a key with the scope, or a person with the role, for it.'],
  CROSS_ORIGIN: [
    403,
    'The request comes from another site',
    'Send it from a page of this origin. A program sends an API key, and no cookie.',
  ],
  ROUTE_NOT_FOUND: [404, 'There is no such route', 'Look the method and the path up in /api/docs.'],
  GROUP_NOT_FOUND: [404, 'There is no such group', 'List the groups with GET /api/v1/groups.'],
  NUMBER_NOT_FOUND: [
    404,
    'The group has no such number',
    "List the group's numbers with GET /api/v1/groups/{id}/numbers.",
  ],
  IMPORT_NOT_FOUND: [404, 'There is no such import', 'List the imports with GET /api/v1/imports.'],
  USER_NOT_FOUND: [404, 'There is no such person', 'List the people with GET /api/v1/users.'],
  API_KEY_NOT_FOUND: [404, 'There is no such API key', 'List the keys with GET /api/v1/api-keys.'],
  NO_OPEN_ID_CONNECT: [404, 'No OpenID Connect provider is set up', 'Sign in with e-mail and password.'],
  CALL_IN_NOT_FOUND: [404, 'There is no such call-in', 'List the call-ins with GET /api/v1/call-ins.'],
  GROUP_NAME_TAKEN: [409, 'Another group has this name', 'Choose another name; upper and lower case do not differ.'],
  GROUP_DELETING: [409, 'The group is being deleted', 'Make another group.'],
  GROUP_DRAFT: [409, 'The group has no numbers yet', 'Add or import its first number.'],
  CALL_IN_ENDED: [409, 'The call-in has ended already', 'Read it to see how; ask for another one.'],
  NUMBER_TAKEN: [409, 'The number belongs to a group already', 'Delete it there first, or leave it out.'],
  NUMBER_DRAINING: [
    409,
    'The number is still draining',
    'Try again when no call-in lives on it any more, in 30 minutes at most.',
  ],
  POOL_FULL: [409, 'The pool is full', 'A group has at most 10,000 numbers: delete some, or use another group.'],
  NOT_CORRECTABLE: [
    409,
    'The import is not waiting to be mended',
    'Read the import: only one with the status needs_correction takes corrections.',
  ],
  NOT_COMMITTABLE: [
    409,
    'The import has nothing to commit',
    'Commit a completed dry run, or an import that failed with CONFIRM_REMOVED.',
  ],
  ALREADY_COMMITTED: [
    409,
    'The import has been committed',
    'Its follower has it as `basedOn`: find it among the imports of the group.',
  ],
  NOT_CANCELLABLE: [409, 'The import has ended', 'Nothing is left to cancel. A completed import can be undone.'],
  NOT_UNDOABLE: [409, 'The import has written nothing', 'Only a completed import that was no dry run can be undone.'],
  ALREADY_UNDONE: [409, 'The import has been undone', 'Upload the file again if it is to come back.'],
  UNDO_EXPIRED: [
    409,
    'The import is too old to be undone',
    'An import can be undone for 30 days: change the numbers by hand.',
  ],
  NOTHING_TO_UNDO: [409, 'Nothing is left to undo', 'Whatever the import changed has been changed again or is gone.'],
  FILE_GONE: [409, 'The file is kept no longer', 'Upload it again.'],
  EMAIL_TAKEN: [409, 'Somebody has this e-mail address already', 'Look for it with GET /api/v1/users.'],
  LAST_ADMINISTRATOR: [
    409,
    'The last active administrator stays',
    'Make somebody else an administrator, and have them sign in, first.',
  ],
  NO_PASSWORD: [
    409,
    'This person signs in through the OpenID Connect provider',
    'Password and second factor are kept there.',
  ],
  NO_SECOND_FACTOR: [409, 'No second factor waits to be confirmed', 'Begin with POST /api/v1/session/second-factor.'],
  SECOND_FACTOR_ON: [409, 'The second factor is on already', 'Take it away first.'],
  API_KEY_ENDED: [409, 'The API key has been revoked or has expired', 'Make a new one.'],
  IDEMPOTENCY_KEY_RUNNING: [
    409,
    'The first request with this key is still running',
    'Send it again in a second: it gets the answer of the first.',
  ],
  LAST_NUMBER: [409, 'The last number of a group stays', 'Add another number first, or delete the group.'],
  LINK_SPENT: [410, 'The link is good no longer', 'It opens once, within 24 hours: ask an administrator for another.'],
  PRECONDITION_FAILED: [412, 'It has been changed meanwhile', 'Read it again, and send the new ETag as If-Match.'],
  FILE_TOO_LARGE: [413, 'The file is too large', 'A file has at most 4 MiB and 10,000 rows: split it.'],
  BODY_TOO_LARGE: [413, 'The body is too large', 'A body has at most 4 MiB.'],
  UNSUPPORTED_MEDIA_TYPE: [
    415,
    'This content type is not taken here',
    'Look up the content type of this route in /api/docs.',
  ],
  FILE_NOT_CSV: [415, 'The file is not a CSV file', 'Save it as "CSV UTF-8 (comma delimited)" and upload that.'],
  VALIDATION_FAILED: [422, 'Something in the request is not valid', 'Mend what `errors` names.'],
  IDEMPOTENCY_KEY_REUSED: [
    422,
    'This key was sent with another body',
    'Make a new Idempotency-Key for each new request.',
  ],
  GROUP_NAME_IMMUTABLE: [422, 'The name of a group never changes', 'Leave the name out, or make another group.'],
  FILE_MISSING: [
    422,
    'The file is missing',
    'Send one file in the multipart field `file`, or the CSV itself as text/csv.',
  ],
  FILE_EMPTY: [422, 'The file is empty', 'Write one row for each number: number,description'],
  FILE_UTF16: [422, 'The file is UTF-16, not UTF-8', 'Save it as "CSV UTF-8 (comma delimited)" and upload that.'],
  FILE_NOT_UTF8: [422, 'The file is not UTF-8', 'Save it as "CSV UTF-8 (comma delimited)" and upload that.'],
  FILE_WRONG_SEPARATOR: [422, 'The columns are not separated by commas', 'Save it as "CSV UTF-8 (comma delimited)".'],
  TOO_MANY_LIVE_CALL_INS: [
    429,
    'This caller has too many live call-ins',
    'Use one of them, cancel one, or try again after `Retry-After` seconds.',
  ],
  INTERNAL_ERROR: [500, 'Something broke on our side', 'Report it with the correlation id that `instance` holds.'],
  POOL_EXHAUSTED: [
    503,
    'Every number of the group is in use',
    'Try again after `Retry-After` seconds; a larger pool, a shorter expiry or an overflow number makes room.',
  ],
  DATABASE_UNAVAILABLE: [503, 'The database cannot be reached', 'Try again in some seconds.'],
} as const satisfies Record<string, readonly [status: number, title: string, remedy: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export const FieldProblem = z.strictObject({
  path: z.string().meta({ description: 'Where in the request, such as `settings.expirySeconds` or `limit`' }),
  code: z.string(),
  message: z.string(),
  suggestion: z.string().optional(),
});
export type FieldProblem = z.infer<typeof FieldProblem>;

/** An error answer: RFC 9457 `application/problem+json`. */
export const Problem = z
  .looseObject({
    type: z.string().meta({ description: '`/problems/<code>`' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What to do about it' }),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    instance: z.string().meta({ description: 'The correlation id of this request' }),
    errors: z.array(FieldProblem).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
