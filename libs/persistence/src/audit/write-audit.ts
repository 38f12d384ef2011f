import { type ClientSession, type Connection, Types } from 'mongoose';
import { type Alongside } from '../database/alongside.js';
import { collectionOf } from '../database/collection-of.js';
import { type AuditDocument, type AuditedChange, type AuditFacts, type AuditOrigin } from './audit.schema.js';

/**
 * Writes down who makes a change, in the transaction that makes it: both are there, or neither. Entries are added and
 * never changed; retention alone removes them.
 */
export const audited =
  <Effect>(origin: AuditOrigin, changeOf: (effect: Effect) => AuditedChange): Alongside<Effect> =>
  (effect, session, connection) =>
    writeAudit({ connection, session }, origin, changeOf(effect));

/**
 * The same where the change has just been made, in the session of its transaction.
 *
 * @throws for facts that have no place in an audit: secrets, access codes, user data, numbers of callers
 */
export async function writeAudit(
  { connection, session }: { readonly connection: Connection; readonly session: ClientSession },
  origin: AuditOrigin,
  change: AuditedChange,
): Promise<void> {
  const { who, address, correlationId } = origin;
  const { what, subject, groupId, before, after } = change;
  refuseSecrets(what, before);
  refuseSecrets(what, after);
  const entry = { who, address, correlationId, what, subject, ...(groupId && { groupId }), before, after };
  // An upsert and no insert, for the sake of the database's clock.
  const update = { $setOnInsert: entry, $currentDate: { at: true as const } };
  const log = collectionOf<AuditDocument>(connection, 'audit');
  await log.updateOne({ _id: new Types.ObjectId() }, update, { upsert: true, session });
}

/** A guard for the day when somebody hands a whole document over; nothing here does. */
function refuseSecrets(what: string, facts: AuditFacts | null): void {
  JSON.stringify(facts, (name, value: unknown) => {
    if (SECRET.test(name)) throw new Error(`${what}: the audit must not hold ${name}`);
    return value;
  });
}

const SECRET =
  /^(key|apiKey|sha256|token|link|cookie|accessCode|userData|caller|callerNumber|fromPhoneNumber|phoneNumber)$|password|secret|hash/i;
