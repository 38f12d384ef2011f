import { TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { err, ok } from '@ctci/domain';
import { type Connection } from 'mongoose';
import { getConnectionToken } from '@nestjs/mongoose';
import { inTransaction } from '../database/transaction.js';
import { AuditLog } from './audit-log.js';
import { type AuditedChange } from './audit.schema.js';
import { changedFacts } from './changed-facts.js';
import { writeAudit } from './write-audit.js';

let db: TestDatabase;
let log: AuditLog;
let connection: Connection;
beforeAll(async () => {
  db = await TestDatabase.open();
  log = db.app.get(AuditLog);
  connection = db.app.get<Connection>(getConnectionToken());
});
afterAll(() => db.close());

const ORIGIN = { who: 'api-key:one', address: '192.0.2.1', correlationId: 'c-1' };
const change = (parts: Partial<AuditedChange> = {}): AuditedChange => ({
  ...{ what: 'group.created', subject: { kind: 'group', id: 'g1', name: 'Sales' }, groupId: 'g1' },
  ...{ before: null, after: { poolSize: 3 } },
  ...parts,
});
const written = (parts: Partial<AuditedChange>, origin = ORIGIN) =>
  inTransaction(connection, async (session) => {
    await writeAudit({ connection, session }, origin, change(parts));
    return ok(null);
  });

it('writes who changed what from what to what, by the clock of the database', async () => {
  await written({ what: 'number.added' });

  const [entry] = await log.list({ what: 'number.added', limit: 10 });
  expect(entry).toMatchObject({ ...ORIGIN, ...change(), what: 'number.added' });
  const [clock] = await db.client
    .db()
    .aggregate<{ now: Date }>([{ $documents: [{ now: '$$NOW' }] }])
    .toArray();
  expect(Math.abs(clock!.now.getTime() - entry!.at.getTime())).toBeLessThan(5_000);
});

it('writes nothing where the change did not come about', async () => {
  const refused = await inTransaction(connection, async (session) => {
    await writeAudit({ connection, session }, ORIGIN, change({ what: 'group.deleted' }));
    return err('refused');
  });

  expect(refused).toEqual(err('refused'));
  expect(await log.list({ what: 'group.deleted', limit: 10 })).toEqual([]);
});

it.each([
  { accessCode: '123456' },
  { userData: { a: 1 } },
  { deep: [{ fromPhoneNumber: '+12025550123' }] },
  { passwordHash: 'x' },
  { key: 'x' },
  { sha256: 'x' },
])('takes nothing that is secret or personal: %j', async (facts) => {
  await expect(written({ what: 'api-key.created', after: facts })).rejects.toThrow('must not hold');
  await expect(written({ what: 'api-key.created', before: facts })).rejects.toThrow('must not hold');
  expect(await log.list({ what: 'api-key.created', limit: 10 })).toEqual([]);
});

const MADE = ['group.created', 'number.added', 'number.changed', 'import.undone', 'user.reset'] as const;

it('is looked up by who, what, group and time, newest first, page by page', async () => {
  const who = 'user:ada@example.org';
  for (const [made, what] of MADE.entries()) {
    await written({ what, groupId: made % 2 ? 'odd' : 'even' }, { ...ORIGIN, who });
  }

  const all = await log.list({ who, limit: 10 });
  expect(all.map(({ what }) => what)).toEqual(MADE.toReversed());
  const [, second, third] = all;
  const after = { at: second!.at, id: second!._id.toHexString() };
  expect((await log.list({ who, after, limit: 2 })).map(({ what }) => what)).toEqual([MADE[2], MADE[1]]);
  expect((await log.list({ who, groupIds: ['odd'], limit: 10 })).map(({ what }) => what)).toEqual([MADE[3], MADE[1]]);
  expect(await log.list({ who, from: new Date(Date.now() + 60_000), limit: 10 })).toEqual([]);
  const earlier = await log.list({ who, to: third!.at, limit: 10 });
  expect(earlier.every(({ at }) => at < third!.at)).toBe(true);
  expect(await log.list({ who: { $ne: 'x' } as never, limit: 10 })).toEqual([]);
});

it('tells of a change what it was about', () => {
  const before = { a: 1, b: 'same', c: [1] };
  expect(changedFacts(before, { a: 2, b: 'same', c: [1], d: true })).toEqual({
    before: { a: 1, d: null },
    after: { a: 2, d: true },
  });
});
