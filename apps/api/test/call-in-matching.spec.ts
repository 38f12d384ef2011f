import { type Attempt } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallInClient } from './support/call-in-client.js';
import { CheckedClient } from './support/checked-client.js';
import { allPages } from './support/pages.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;
let callIns: CallInClient;
beforeAll(async () => {
  api = await system.startApi({ HOME_COUNTRY: 'US' });
  callIns = new CallInClient(api);
});
afterAll(() => system.stop());

const JO = '+12025550123';
const MIA = '+12025550199';

/** In a word: how a call was matched, or why not. */
async function outcome(call: object): Promise<string> {
  const answer = await callIns.match(call);
  return answer.outcome === 'matched' ? `${answer.matchedBy} of ${answer.candidates}` : answer.reason;
}
const attemptsOf = async (query: string): Promise<Attempt[]> => {
  const pages = await allPages<Attempt>(api, `/api/v1/attempts?${query}`, 2);
  return pages.flatMap(({ items }) => items);
};

describe('a call', () => {
  it('is read as trunks deliver it', async () => {
    const { name, dnis } = await callIns.groupOf(1);
    const digits = dnis[0]!.slice(2);
    const forms = [
      `sip:${dnis[0]!}@gw.example.com;user=phone`,
      `tel:+1-${digits}`,
      digits,
      `001${digits}`,
      `1${digits}`,
    ];
    for (const form of forms) {
      await callIns.created(name, { fromPhoneNumber: JO });
      const call = { dnis: form, callerNumber: '"Jo" <sip:+12025550123@sbc;user=phone>' };
      expect([form, await outcome(call)]).toEqual([form, 'callerNumber of 1']);
    }
  });

  it('gets no user data where it might be another customer’s', async () => {
    const { name, dnis } = await callIns.groupOf(1);
    const oldest = await callIns.created(name, { userData: { of: 'the first' } });
    await callIns.created(name, { userData: { of: 'the second' } });
    const answer = await callIns.match({ dnis: dnis[0] });
    expect(answer).toMatchObject({ outcome: 'matched', matchedBy: 'dnis', candidates: 2, callIn: { id: oldest.id } });
    expect(JSON.stringify(answer)).not.toContain('the first');
    expect(await callIns.match({ dnis: dnis[0] })).toMatchObject({
      candidates: 1,
      callIn: { userData: { of: 'the second' } },
    });
  });

  it('is asked for its code first, and that is no wrong attempt', async () => {
    const { name, dnis } = await callIns.groupOf(1, { generateAccessCode: true, accessCodeLength: 7 });
    const { accessCode } = await callIns.created(name, { fromPhoneNumber: JO });
    const call = { dnis: dnis[0], callerNumber: MIA, callId: 'ask-first' };
    for (let again = 0; again < 8; again += 1) {
      expect(await callIns.match({ ...call, callId: `ask-first-${again}` })).toEqual({
        ...{ outcome: 'rejected', reason: 'CODE_REQUIRED', groupName: name, accessCodeLength: 7 },
      });
    }
    expect(await outcome(call)).toBe('CODE_REQUIRED');
    expect(await outcome({ ...call, accessCode })).toBe('accessCode of 1');
  });

  it.each(['cancelled', 'matched'] as const)('hears how its call-in ended: %s', async (end) => {
    const { name, dnis } = await callIns.groupOf(1, { generateAccessCode: true });
    const made = await callIns.created(name);
    if (end === 'cancelled') await callIns.cancel(made);
    else await callIns.match({ dnis: dnis[0], accessCode: made.accessCode });
    const reason = { cancelled: 'CANCELLED', matched: 'ALREADY_MATCHED' }[end];
    expect(await outcome({ dnis: dnis[0], accessCode: made.accessCode })).toBe(reason);
  });
});

describe('a call that is told again with its call id', () => {
  it('gets the first answer again, and is recorded once', async () => {
    const { name, dnis } = await callIns.groupOf(1);
    const call = { dnis: dnis[0], callerNumber: JO, callId: 'again-1' };
    expect(await outcome(call)).toBe('NO_CALL_IN');
    const made = await callIns.created(name, { fromPhoneNumber: JO, userData: { a: 1 } });
    expect(await outcome(call)).toBe('NO_CALL_IN');

    const other = { ...call, callId: 'again-2' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => callIns.match(other)));
    answers.push(await callIns.match(other));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ outcome: 'matched', callIn: { id: made.id, userData: { a: 1 } } });
    const recorded = await attemptsOf(`dnis=${encodeURIComponent(dnis[0]!)}`);
    expect(recorded.map(({ callId, outcome: how }) => `${callId!} ${how}`)).toEqual([
      'again-2 matched',
      'again-1 rejected',
    ]);
  });

  it('never gets a second call-in, however many are told at once', async () => {
    const { name, dnis } = await callIns.groupOf(1);
    for (let count = 0; count < 5; count += 1) await callIns.created(name);
    const told = await Promise.all(
      Array.from({ length: 10 }, () => callIns.match({ dnis: dnis[0], callId: 'one call' })),
    );
    expect(new Set(told.map((answer) => answer.outcome === 'matched' && answer.callIn.id)).size).toBe(1);
    expect(await callIns.idsIn(name, 'matched')).toHaveLength(1);
  });

  it('is another call with another key', async () => {
    await system.addKey('another-ivr-0123456789', ['call-ins:match']);
    const { name, dnis } = await callIns.groupOf(1);
    await callIns.created(name);
    await callIns.created(name);
    const another = new CallInClient(new CheckedClient(api.url, 'another-ivr-0123456789'));
    const call = { dnis: dnis[0], callId: 'the same' };
    const [one, other] = [await callIns.match(call), await another.match(call)];
    expect([one.outcome, other.outcome]).toEqual(['matched', 'matched']);
    expect(other).not.toEqual(one);
  });
});

describe('guessing', () => {
  it('is stopped after five wrong codes of a caller, and bears the right one no more', async () => {
    const { name, dnis } = await callIns.groupOf(1, { generateAccessCode: true });
    const { accessCode } = await callIns.created(name, { fromPhoneNumber: JO });
    const guess = { dnis: dnis[0], callerNumber: MIA, accessCode: '0000' };
    for (let wrong = 0; wrong < 5; wrong += 1) expect(await outcome(guess)).toBe('WRONG_CODE');
    const locked = await callIns.match({ ...guess, accessCode });
    expect(locked).toMatchObject({ outcome: 'rejected', reason: 'LOCKED' });
    expect(locked.outcome === 'rejected' && locked.retryAfterSeconds).toBeGreaterThan(500);
    expect(await outcome({ dnis: dnis[0], callerNumber: JO, accessCode })).toBe('accessCode of 1');
  });

  it('is stopped on a number whoever calls; it stays open to whom the call-in is for, and is handed out last', async () => {
    const { name, dnis } = await callIns.groupOf(2, { generateAccessCode: true });
    const both = [
      await callIns.created(name, { fromPhoneNumber: JO }),
      await callIns.created(name, { fromPhoneNumber: JO }),
    ];
    const { toPhoneNumber, accessCode } = both.find((callIn) => callIn.toPhoneNumber === dnis[0])!;
    for (let wrong = 0; wrong < 20; wrong += 1) {
      expect(await outcome({ dnis: toPhoneNumber, accessCode: '0000' })).toBe('WRONG_CODE');
    }
    expect(await outcome({ dnis: toPhoneNumber, accessCode })).toBe('LOCKED');
    expect(await outcome({ dnis: toPhoneNumber, callerNumber: MIA, accessCode })).toBe('LOCKED');
    expect(await outcome({ dnis: toPhoneNumber, callerNumber: JO, accessCode })).toBe('accessCode of 1');

    await new Promise((resolve) => setTimeout(resolve, 1_100)); // what a process remembers of a pool is a second old
    const later = [];
    for (let count = 0; count < 6; count += 1) later.push((await callIns.created(name)).toPhoneNumber);
    expect(new Set(later)).toEqual(new Set([dnis[1]]));
  });
});

describe('attempts', () => {
  it('are listed by what happened, where and when, latest first', async () => {
    const { name, dnis } = await callIns.groupOf(1);
    const { id } = await callIns.created(name, { fromPhoneNumber: JO });
    await outcome({ dnis: dnis[0], callerNumber: MIA });
    await outcome({ dnis: dnis[0], callerNumber: JO, callId: 'c' });
    await outcome({ dnis: dnis[0] });
    const group = `groupName=${encodeURIComponent(name.toUpperCase())}`;
    const all = await attemptsOf(group);
    expect(all.map(({ reason, callInId }) => reason ?? callInId)).toEqual(['ALREADY_MATCHED', id, 'NO_CALL_IN']);
    expect(all[1]).toMatchObject({
      outcome: 'matched',
      matchedBy: 'callerNumber',
      callerNumber: JO,
      callId: 'c',
      groupName: name,
    });
    expect(await attemptsOf(`${group}&outcome=matched`)).toEqual([all[1]]);
    expect(await attemptsOf(`${group}&outcome=rejected`)).toEqual([all[0], all[2]]);
    expect(await attemptsOf(`${group}&reason=NO_CALL_IN`)).toEqual([all[2]]);
    expect(await attemptsOf(`${group}&from=${all[1]!.at}`)).toEqual(all.slice(0, 2));
    expect(await attemptsOf(`${group}&to=${all[1]!.at}`)).toEqual(all.slice(2));
    expect(await attemptsOf(`dnis=${encodeURIComponent(dnis[0]!)}`)).toEqual(all);

    await system.addKey('reader-of-attempts-0123456789', ['read']);
    const reader = new CheckedClient(api.url, 'reader-of-attempts-0123456789');
    const masked = (await reader.get<{ items: Attempt[] }>(`/api/v1/attempts?${group}`)).body.items;
    expect(masked.map(({ callerNumber }) => callerNumber)).toEqual([null, '+1202•••0123', '+1202•••0199']);
  });

  it('are recorded where the number is nobody’s too', async () => {
    await outcome({ dnis: '+442079460958', callerNumber: JO });
    expect(await attemptsOf('reason=UNKNOWN_DNIS')).toMatchObject([{ dnis: '+442079460958', groupName: null }]);
  });
});
