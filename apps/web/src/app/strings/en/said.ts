import { type SaidInPart } from '../said.js';

/** What the API says to programs, of routes, headers and fields, said to people. All else is shown in its own words. */
export const said: SaidInPart = {
  files: {
    CONFIRM_REMOVED: (spoken) => spoken.replace(/commit this import with confirmRemoved=\d+/, 'confirm it below'),
  },
  fields: {
    GROUP_NOT_FOUND: 'One of these groups is gone. Reload the page, and choose again.',
  },
  problems: {
    MALFORMED_JSON: 'The request could not be read. Reload the page.',
    BAD_REQUEST: 'The request could not be read. Reload the page.',
    UNAUTHENTICATED: 'You are not signed in any more. Sign in again.',
    SECOND_FACTOR_REQUIRED: 'Give the code of your authenticator app, or a backup code.',
    FORBIDDEN: 'Your role does not allow that.',
    CROSS_ORIGIN: 'The request came from another site. Reload this page.',
    ROUTE_NOT_FOUND: 'There is no such thing. Reload the page.',
    GROUP_NOT_FOUND: 'This group is gone.',
    NUMBER_NOT_FOUND: 'The group does not have this number any more.',
    IMPORT_NOT_FOUND: 'There is no such import.',
    USER_NOT_FOUND: 'This person is gone.',
    API_KEY_NOT_FOUND: 'This key is gone.',
    CALL_IN_NOT_FOUND: 'There is no such call-in.',
    CALL_IN_ENDED: 'This call-in has ended already.',
    NOT_CORRECTABLE: 'This import is not waiting to be mended any more.',
    NOT_COMMITTABLE: 'This import has nothing that could be written.',
    ALREADY_COMMITTED: 'This has been imported already.',
    EMAIL_TAKEN: 'Somebody has this e-mail address already.',
    NO_SECOND_FACTOR: 'No second factor waits to be confirmed. Begin again.',
    IDEMPOTENCY_KEY_RUNNING: 'This is still running. Try again in a second.',
    PRECONDITION_FAILED: 'Somebody else has changed this meanwhile. Nothing was overwritten.',
    BODY_TOO_LARGE: 'This is too much at once. Split it.',
    UNSUPPORTED_MEDIA_TYPE: 'This kind of content is not taken here.',
    VALIDATION_FAILED: 'Something that was given is not valid.',
    IDEMPOTENCY_KEY_REUSED: 'This was sent with something else in it before. Reload the page.',
    FILE_MISSING: 'The file is missing. Choose one.',
    TOO_MANY_LIVE_CALL_INS: 'This caller has too many live call-ins.',
    RATE_LIMITED: 'These were too many requests. Try again in a moment.',
    INTERNAL_ERROR: 'Something broke in the service. Try again, and report it if it stays.',
    POOL_EXHAUSTED: 'Every number of the group is in use.',
  },
};
