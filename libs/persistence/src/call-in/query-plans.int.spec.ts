import { type CallInState, type Dnis, groupNameKey, GUESS_LIMITS } from '@ctci/domain';
import { aDnis, aStoredCallIn, profiled, someNumbers, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { GroupRepository } from '../group/group.repository.js';
import { type GroupDocument } from '../group/group.schema.js';
import { PoolNumbers } from '../number/pool-numbers.js';
import { AttemptRepository } from './attempt.repository.js';
import { type CallInDocument } from './call-in.schema.js';
import { CallInEnds } from './call-in-ends.js';
import { CallInRepository } from './call-in.repository.js';
import { LeaseRepository } from './lease.repository.js';
import { LiveCallIns } from './live-call-ins.js';
import { NextFree } from './next-free.js';
import { Records } from './records.js';

const CALL_INS = 4_000;
const STATES: CallInState[] = ['matched', 'expired', 'cancelled', 'waiting'];
const SERVICE = '217576a6-52b6-4ca6-8094-a29b726f7e9f';
const CALLER = '+12025550123' as Dnis;
const NAME = { name: 'Sales', key: groupNameKey('Sales') };

let db: TestDatabase;
let group: GroupDocument;
let numbers: Dnis[];
let middle: CallInDocument;
let at: <T>(type: new (...parts: never[]) => T) => T;

beforeAll(async () => {
  db = await TestDatabase.open();
  at = (type) => db.app.get(type);
  const pool = someNumbers(40);
  numbers = pool.map(({ dnis }) => dnis);
  group = await db.group({ name: 'Sales', numbers: pool });
  const now = Date.now();
  const stored = Array.from({ length: CALL_INS }, (_, index) => {
    const state = STATES[index % 4]!;
    const createdAt = new Date(now - index * 100);
    return aStoredCallIn({
      ...{
        groupId: group._id,
        groupName: index % 3 ? 'Sales' : 'Support',
        dnis: numbers[index % 40]!,
        state,
        createdAt,
      },
      expiresAt: new Date(now + (state === 'waiting' ? 600_000 : -1_000)),
      caller: index % 25 === 1 ? CALLER : null,
      accessCodeLength: index % 5 ? null : 6,
      ...(index % 5 === 0 && state === 'waiting' && { accessCode: String(100_000 + index) }),
      ...(index % 50 === 0 && { callbackServiceId: SERVICE }),
      ...(state !== 'waiting' && { endedAt: createdAt }),
    });
  });
  middle = stored[CALL_INS / 2]!;
  await db.client
    .db()
    .collection('callIns')
    .insertMany(stored as never[]);
  await at(LeaseRepository).introduce(group._id, numbers);
  const attempts = Array.from({ length: 2_000 }, (_, index) => ({
    ...{
      _id: randomUUID(),
      at: new Date(now - index * 100),
      dnis: numbers[index % 40],
      groupName: 'Sales',
      caller: null,
    },
    ...{ reason: index % 2 ? 'NO_CALL_IN' : 'WRONG_CODE', ...(index % 100 === 0 && { wrongCode: true }) },
  }));
  await db.client
    .db()
    .collection('attempts')
    .insertMany(attempts as never[]);
});
afterAll(() => db.close());

const PAGE = { limit: 51 };
const after = () => ({ at: middle.createdAt, id: middle._id });
const dialled = (rest: object = {}) => ({ dnis: numbers[3]!, caller: null, hasCode: false, accessCode: null, ...rest });

describe('what is asked of call-ins, leases and attempts', () => {
  it.each<[string, RegExp, () => Promise<unknown>]>([
    ['records', /^IXSCAN { createdAt: -1, _id: -1 }$/, () => at(Records).list(PAGE)],
    [
      'records, from deep within',
      /^IXSCAN { createdAt: -1, _id: -1 }$/,
      () => at(Records).list({ ...PAGE, after: after() }),
    ],
    [
      'records of a time',
      /^IXSCAN { createdAt: -1, _id: -1 }$/,
      () => at(Records).list({ ...PAGE, from: new Date(0), to: new Date() }),
    ],
    [
      'records of a group',
      /^IXSCAN { groupName: 1, createdAt: -1, _id: -1 }$/,
      () => at(Records).list({ ...PAGE, groupName: 'Sales' }),
    ],
    [
      'records of a number',
      /^IXSCAN { dnis: 1, createdAt: -1, _id: -1 }$/,
      () => at(Records).list({ ...PAGE, dnis: numbers[1] }),
    ],
    [
      'records of a state',
      /^IXSCAN { state: 1, createdAt: -1, _id: -1 }$/,
      () => at(Records).list({ ...PAGE, state: 'expired' }),
    ],
    [
      'waiting records',
      /^IXSCAN { state: 1, createdAt: -1, _id: -1 }$/,
      () => at(Records).list({ ...PAGE, state: 'waiting' }),
    ],
    [
      'records of a caller',
      /^IXSCAN { caller: 1, createdAt: -1, _id: -1 }$/,
      () => at(Records).list({ ...PAGE, caller: CALLER }),
    ],
    [
      'records of a service',
      /^IXSCAN { callbackServiceId: 1, createdAt: -1, _id: -1 }$/,
      () => at(Records).list({ ...PAGE, callbackServiceId: SERVICE }),
    ],
    [
      'records of a group and a state',
      /^IXSCAN { (groupName|state): 1, createdAt: -1, _id: -1 }$/,
      () => at(Records).list({ ...PAGE, groupName: 'Sales', state: 'matched' }),
    ],
    ['one record', /^(IDHACK|EXPRESS|IXSCAN { _id: 1 })/, () => at(Records).get(middle._id)],
    ['the record of a key', /^IXSCAN { idempotencyKey: 1 }$/, () => at(Records).byIdempotencyKey('none')],
    [
      'matched attempts',
      /^IXSCAN { endedAt: -1, _id: -1 }$/,
      () => at(Records).listAttempts({ ...PAGE, outcome: 'matched' }),
    ],
    [
      'matched attempts of a group',
      /^IXSCAN { groupName: 1, endedAt: -1, _id: -1 }$/,
      () => at(Records).listAttempts({ ...PAGE, outcome: 'matched', groupName: 'Sales' }),
    ],
    [
      'matched attempts of a number',
      /^IXSCAN { dnis: 1, endedAt: -1, _id: -1 }$/,
      () => at(Records).listAttempts({ ...PAGE, outcome: 'matched', dnis: numbers[2] }),
    ],
    [
      'rejected attempts',
      /^IXSCAN { at: -1, _id: -1 }$/,
      () => at(Records).listAttempts({ ...PAGE, outcome: 'rejected' }),
    ],
    [
      'rejected attempts of a group',
      /^IXSCAN { groupName: 1, at: -1, _id: -1 }$/,
      () => at(Records).listAttempts({ ...PAGE, outcome: 'rejected', groupName: 'Sales' }),
    ],
    [
      'rejected attempts of a number',
      /^IXSCAN { dnis: 1, at: -1, _id: -1 }$/,
      () => at(Records).listAttempts({ ...PAGE, outcome: 'rejected', dnis: numbers[2] }),
    ],
    [
      'rejected attempts for a reason',
      /^IXSCAN { reason: 1, at: -1, _id: -1 }$/,
      () => at(Records).listAttempts({ ...PAGE, reason: 'WRONG_CODE' }),
    ],
    [
      'what lives on a number',
      /^IXSCAN { dnis: 1, accessCodeLength: -1, caller: 1, createdAt: 1, _id: 1 }$/,
      () => at(LiveCallIns).survey(dialled({ caller: CALLER })),
    ],
    [
      'what lives on a number, the caller withheld',
      /^IXSCAN { dnis: 1, accessCodeLength: -1, caller: 1, createdAt: 1, _id: 1 }$/,
      () => at(LiveCallIns).survey(dialled()),
    ],
    [
      'the call-in of a code',
      /^IXSCAN { dnis: 1, accessCode: 1 }$/,
      () => at(LiveCallIns).survey(dialled({ hasCode: true, accessCode: '100015' })),
    ],
    [
      'the call-ins of codes, asked for at once',
      /^IXSCAN { dnis: 1, accessCode: 1 }(, IXSCAN { dnis: 1, accessCode: 1 })+$/,
      () =>
        Promise.all(
          ['100015', '100020', 'none'].map((accessCode) =>
            at(LiveCallIns).survey(dialled({ hasCode: true, accessCode })),
          ),
        ),
    ],
    [
      'what has ended on a number',
      /^IXSCAN { dnis: 1, createdAt: -1, _id: -1 }$/,
      () => at(LiveCallIns).survey({ ...dialled(), dnis: aDnis() }),
    ],
    [
      'on which numbers anything lives',
      /^IXSCAN { dnis: 1, accessCodeLength: -1, caller: 1, createdAt: 1, _id: 1 }$/,
      () => at(CallInRepository).livingOn(numbers),
    ],
    [
      'how many codes live',
      /^IXSCAN { dnis: 1, accessCodeLength: -1, caller: 1, createdAt: 1, _id: 1 }$/,
      () => at(CallInRepository).countCodes([numbers[0]!], 6),
    ],
    [
      'what a caller has',
      /^IXSCAN { caller: 1, createdAt: -1, _id: -1 }$/,
      () => at(CallInRepository).placesOf(CALLER, group._id),
    ],
    ['what is due', /^IXSCAN { expiresAt: 1 }$/, () => at(CallInEnds).expire()],
    ['how much is due', /^IXSCAN { expiresAt: 1 }$/, () => at(CallInEnds).countDue(1_000)],
    [
      'the longest free numbers',
      /^IXSCAN { groupId: 1, restsUntil: 1, heldUntil: 1 }$/,
      () => at(LeaseRepository).longestFree(group._id, 0, 256),
    ],
    [
      'how many numbers are held',
      /^IXSCAN { groupId: 1, restsUntil: 1, heldUntil: 1 }$/,
      () => db.numberStates.inUse([group._id]),
    ],
    [
      'when a number is free',
      /^IXSCAN { groupId: 1, restsUntil: 1, heldUntil: 1 }$/,
      () => at(NextFree).forUnique(group._id),
    ],
    ['when a code is free', /^IXSCAN { expiresAt: 1 }$/, () => at(NextFree).forShared(group._id, 6)],
    [
      'wrong codes of a caller',
      /^IXSCAN { dnis: 1, caller: 1, at: -1 }$/,
      () => at(AttemptRepository).guesses(numbers[0]!, CALLER, GUESS_LIMITS),
    ],
    [
      'wrong codes on numbers',
      /^IXSCAN { dnis: 1, at: -1 }$/,
      () => at(AttemptRepository).guessedOn(numbers, GUESS_LIMITS),
    ],
    [
      'whether codes are being guessed',
      /^IXSCAN { dnis: 1, at: -1 }$/,
      () => at(AttemptRepository).mayBeGuessed(numbers, GUESS_LIMITS),
    ],
    ['a group by its name', /^IXSCAN { nameKey: 1 }$/, () => at(GroupRepository).byName(NAME)],
    ['how a group hands out', /^IXSCAN { _id: 1 }$/, () => at(GroupRepository).uniqueness(group._id)],
    ['whose a number is', /^IXSCAN { _id: 1 }$/, () => at(PoolNumbers).isOfferable(group._id, numbers[0]!)],
    [
      'a first answer',
      /^IXSCAN { callKey: 1 }$/,
      () => at(AttemptRepository).firstAnswer({ matched: 'm', rejected: 'r' }),
    ],
  ])('is found by an index that has its order: %s', async (_what, plan, ask) => {
    const asked = await profiled(db.client, ask);

    expect(asked.map(({ planSummary }) => planSummary)).toContainEqual(expect.stringMatching(plan));
    expect(asked.filter(({ planSummary }) => planSummary?.includes('COLLSCAN'))).toEqual([]);
    expect(asked.filter(({ hasSortStage }) => hasSortStage)).toEqual([]);
  });

  it('decides about documents by their primary key', async () => {
    const asked = await profiled(db.client, async () => {
      const terms = { callInId: 'x', expirySeconds: 30, coolDownSeconds: 0 };
      await at(LeaseRepository).claim(numbers[5]!, group._id, terms);
      await at(LeaseRepository).release(numbers[5]!, 'x');
      await at(CallInEnds).match(middle, { by: 'dnis', candidates: 1, callerNumber: null });
      await at(CallInEnds).cancel(middle._id);
    });
    // What is decided in batches is read again.
    expect(asked.map(({ planSummary }) => planSummary)).toEqual(Array.from({ length: 6 }, () => 'IXSCAN { _id: 1 }'));
    expect(asked.filter(({ docsExamined = 0 }) => docsExamined > 1)).toEqual([]);
  });
});
