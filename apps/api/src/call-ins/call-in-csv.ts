import { type CallIn } from '@ctci/contracts';
import { csvRow, protect } from '@ctci/domain';

/** What each column holds of a record, in the order of the columns. */
const COLUMNS: Readonly<Record<string, (callIn: CallIn) => string | number | boolean | null | undefined>> = {
  id: ({ id }) => id,
  groupName: ({ groupName }) => groupName,
  toPhoneNumber: ({ toPhoneNumber }) => toPhoneNumber,
  state: ({ state }) => state,
  overflow: ({ overflow }) => overflow,
  createdAt: ({ createdAt }) => createdAt,
  expiresAt: ({ expiresAt }) => expiresAt,
  endedAt: ({ endedAt }) => endedAt,
  fromPhoneNumber: ({ fromPhoneNumber }) => fromPhoneNumber,
  callerNumber: ({ match }) => match?.callerNumber,
  matchedBy: ({ match }) => match?.matchedBy,
  candidates: ({ match }) => match?.candidates,
  callId: ({ match }) => match?.callId,
  callbackServiceId: ({ callbackServiceId }) => callbackServiceId,
  userData: ({ userData }) => userData && JSON.stringify(userData),
};

export const CALL_IN_CSV_HEADER = `${csvRow(Object.keys(COLUMNS))}\r\n`;

/** A record as a line of CSV; what there is not is empty. Formulas are made harmless, numbers left as they are. */
export function callInCsvLine(callIn: CallIn): string {
  const cells = Object.values(COLUMNS).map((cell) => String(cell(callIn) ?? ''));
  return `${csvRow(cells.map((cell) => (NUMBER.test(cell) ? cell : protect(cell))))}\r\n`;
}

const NUMBER = /^\+?[0-9]+(•••[0-9]*)?$/;
