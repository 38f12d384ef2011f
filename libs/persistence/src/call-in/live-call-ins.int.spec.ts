import {
  decideMatch,
  type Dnis,
  type EndedCallIn,
  ENDED_TOLD_SECONDS,
  type MatchDecision,
  stateAt,
  type StoredCallIn,
  surveyCallIns,
} from '@ctci/domain';
import { aDnis, aStoredCallIn, TestDatabase } from '@ctci/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Collection } from 'mongodb';
import { type CallInDocument } from './call-in.schema.js';
import { type LeaseDocument } from './lease.schema.js';
import { LiveCallIns } from './live-call-ins.js';

const [JO, MIA] = [aDnis(), aDnis()];
/** Nothing happens within this of a limit: the clock goes on while a test looks. */
const APART_SECONDS = 60;

let db: TestDatabase;
let live: LiveCallIns;
let stored: Collection<CallInDocument>;
let leases: Collection<LeaseDocument>;
beforeAll(async () => {
  db = await TestDatabase.open();
  live = db.app.get(LiveCallIns);
  stored = db.client.db().collection('callIns');
  leases = db.client.db().collection('leases');
});
afterAll(() => db.close());

const caller = fc.constantFrom(null, JO, MIA);
const length = fc.constantFrom(null, 4, 5, 6);
const ended = fc.record({
  kind: fc.constantFrom('unique', 'shared', 'overflow'),
  state: fc.constantFrom('matched', 'cancelled', 'expired', 'waiting'),
  endsIn: fc.integer({ min: -2 * ENDED_TOLD_SECONDS, max: -1 }).map((seconds) => seconds - APART_SECONDS),
  ...{ caller, length },
});
const living = fc.record({
  kind: fc.constantFrom('shared', 'overflow'),
  state: fc.constant('waiting'),
  endsIn: fc.integer({ min: APART_SECONDS, max: ENDED_TOLD_SECONDS - 1 }),
  ...{ caller, length },
});
/** One that holds its number is alone on it. */
const alone = living.map((callIn) => [{ ...callIn, kind: 'unique' }]);
const scene = fc.record({
  living: fc.oneof(fc.array(living, { maxLength: 8 }), alone),
  ended: fc.array(ended, { maxLength: 8 }),
  caller,
  /** Which call-in's code is given, if it has one; 99: nobody's. */
  codeOf: fc.option(fc.constantFrom(...Array(16).keys(), 99)),
  /** Seconds that each was made earlier than the others, so that age and end are not in the same order. */
  earlier: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 16, maxLength: 16 }),
});
type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never;

/** A code of its own for each call-in of a scene. */
const codeOf = (index: number, digits: number) => String(1_000 + index).padEnd(digits, '7');

function documents({ living: live, ended: over, earlier }: Scene, dnis: Dnis, now: number): CallInDocument[] {
  return [...over, ...live].map(({ kind, state, endsIn, length: digits, ...rest }, index) => {
    const expiresAt = new Date(now + endsIn * 1_000 + index); // no two end at once
    const isErased = state !== 'waiting';
    return aStoredCallIn({
      ...{ _id: `${index}`.padStart(2, '0') + dnis, dnis, caller: rest.caller, expiresAt },
      ...{ kind: kind as CallInDocument['kind'], state: state, accessCodeLength: digits },
      ...(digits !== null && !isErased && { accessCode: codeOf(index, digits) }),
      ...(isErased && { endedAt: expiresAt }),
      createdAt: new Date(expiresAt.getTime() - (1_700 + (earlier[index] ?? 0)) * 1_000),
    });
  });
}

/** From all of them, as `surveyCallIns` and `decideMatch` say it. */
function oracle(all: readonly CallInDocument[], call: Call, now: Date): MatchDecision<StoredCallIn> {
  const callIns = all.map((callIn) => ({ ...callIn, id: callIn._id, accessCode: callIn.accessCode ?? null }));
  const over = callIns.flatMap((callIn): EndedCallIn[] => {
    const state = stateAt(callIn, now);
    const secondsAgo = (now.getTime() - callIn.expiresAt.getTime()) / 1_000;
    if (state === 'waiting' || secondsAgo > ENDED_TOLD_SECONDS) return [];
    const isGiven = call.accessCode !== null && callIn.accessCode === call.accessCode;
    const code = callIn.accessCodeLength === null ? 'none' : isGiven ? 'given' : 'other';
    return [{ state, endedAt: callIn.expiresAt, caller: callIn.caller, code }];
  });
  return decideMatch(call, { live: surveyCallIns(callIns, call, now), ended: over, lock: null });
}

interface Call {
  readonly hasCode: boolean;
  readonly caller: Dnis | null;
  readonly accessCode: string | null;
}

const inWords = (decision: MatchDecision<{ readonly _id?: string; readonly id?: string }>) => {
  if (decision.outcome === 'rejected') return decision;
  const { callIn, ...how } = decision;
  return { ...how, id: callIn._id ?? callIn.id };
};

it('decides by index what it would from all call-ins of the number', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (drawn) => {
      const [dnis, now] = [aDnis(), new Date()];
      const all = documents(drawn, dnis, now.getTime()).filter(isToldOf(now));
      if (all.length > 0) await stored.insertMany(all);
      const given = drawn.codeOf === null ? null : (all[drawn.codeOf]?.accessCode ?? '99999');
      const call: Call = { hasCode: given !== null, caller: drawn.caller, accessCode: given };

      const found = await live.survey({ ...call, dnis });

      const decided = decideMatch(call, { ...found, lock: null });
      expect(inWords(decided)).toEqual(inWords(oracle(all, call, now)));
    }),
    { numRuns: 80 },
  );
});

/** Not within a minute of when its end is told no more. */
const isToldOf =
  (now: Date) =>
  ({ expiresAt }: CallInDocument) =>
    Math.abs((now.getTime() - expiresAt.getTime()) / 1_000 - ENDED_TOLD_SECONDS) > APART_SECONDS;

it('finds the one that holds the number, whatever is just being made beside it and will be taken back', async () => {
  const now = Date.now();
  for (const other of [JO, MIA, null]) {
    const dnis = aDnis();
    const holder = aStoredCallIn({ dnis, kind: 'unique', caller: JO });
    const passing = aStoredCallIn({ dnis, caller: other });
    await stored.insertMany([passing, holder]);
    const heldUntil = new Date(now + 30_000);
    await leases.insertOne({ _id: dnis, heldBy: holder._id, heldUntil, restsUntil: heldUntil, coolDownSeconds: 0 });

    const found = await live.survey({ dnis, hasCode: false, caller: MIA, accessCode: null });

    expect(found.live.unique?._id).toBe(holder._id);
  }
});
