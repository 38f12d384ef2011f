import { type CreatedCallIn, type MatchAnswer, type Problem } from '@ctci/contracts';
import { type Answer } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallInClient } from './support/call-in-client.js';
import { type CheckedClient, fieldsOf } from './support/checked-client.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;
let callIns: CallInClient;
beforeAll(async () => {
  api = await system.startApi();
  callIns = new CallInClient(api);
});
afterAll(() => system.stop());

/** Whatever a client may send. */
const create = (body: unknown): Promise<Answer<CreatedCallIn & Problem>> => api.send('POST', '/api/v1/call-ins', body);
const match = (body: unknown): Promise<Answer<MatchAnswer & Problem>> =>
  api.send('POST', '/api/v1/call-ins/match', body);

/** In a word: how a call was matched, or why not. */
async function outcome(call: object): Promise<string> {
  const answer = await callIns.match(call);
  return answer.outcome === 'matched' ? `${answer.matchedBy} of ${answer.candidates}` : answer.reason;
}

describe('bad input', () => {
  it.each<[string, unknown, string[]]>([
    ['nothing', {}, ['groupName INVALID_TYPE']],
    ['a name that is no text', { groupName: 1 }, ['groupName INVALID_TYPE']],
    ['an operator', { groupName: { $ne: '' } }, ['groupName INVALID_TYPE']],
    ['a caller that is no text', { groupName: 'g', fromPhoneNumber: 12 }, ['fromPhoneNumber INVALID_TYPE']],
    ['an endless caller', { groupName: 'g', fromPhoneNumber: '1'.repeat(129) }, ['fromPhoneNumber TOO_BIG']],
    ['an id that is none', { groupName: 'g', callbackServiceId: 'x' }, ['callbackServiceId INVALID_FORMAT']],
    ['a field that is unknown', { groupName: 'g', expirySeconds: 9 }, [' UNRECOGNIZED_KEYS']],
    ['data that is a text', { groupName: 'g', userData: 'x' }, ['userData USER_DATA_NOT_AN_OBJECT']],
    ['data that is a list', { groupName: 'g', userData: [] }, ['userData USER_DATA_NOT_AN_OBJECT']],
    [
      'a key that is no identifier',
      { groupName: 'g', userData: { 'a-b': 1 } },
      ['userData.a-b USER_DATA_KEY_NOT_AN_IDENTIFIER'],
    ],
    ['too much data', { groupName: 'g', userData: { a: 'x'.repeat(9_000) } }, ['userData USER_DATA_TOO_LARGE']],
    [
      'too many keys',
      { groupName: 'g', userData: Object.fromEntries(Array.from({ length: 33 }, (_, key) => [`k${key}`, 1])) },
      ['userData USER_DATA_TOO_MANY_KEYS'],
    ],
  ])('of a create: %s', async (_, body, fields) => {
    const answer = await create(body);
    expect(answer.status).toBe(422);
    expect(fieldsOf(answer)).toEqual(fields);
  });

  it('of a create: a prototype is not polluted', async () => {
    const answer = await api.send<Problem>(
      'POST',
      '/api/v1/call-ins',
      '{"groupName":"g","userData":{"__proto__":{"a":1}}}',
      {
        'content-type': 'application/json',
      },
    );
    expect([400, 422]).toContain(answer.status);
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  it.each<[string, object]>([
    ['no number', {}],
    ['a number that is no text', { dnis: 18_005_550_000 }],
    ['a code that is no text', { dnis: '1', accessCode: 1234 }],
    ['an operator as a code', { dnis: '1', accessCode: { $gt: '' } }],
    ['an endless call id', { dnis: '1', callId: 'x'.repeat(257) }],
    ['a field that is unknown', { dnis: '1', code: '1' }],
  ])('of a match: %s', async (_, body) => {
    expect(await match(body)).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
  });

  it('of a match: what can be no number or no code is a normal answer', async () => {
    const { name, dnis } = await callIns.groupOf(1, { generateAccessCode: true });
    await callIns.created(name);
    for (const nobodys of ['', 'x', '+999', '+12029999999', '١٨٠٠', `sip:${'x'.repeat(10_000)}`]) {
      expect(await outcome({ dnis: nobodys })).toBe('UNKNOWN_DNIS');
    }
    for (const accessCode of ['abcd', '１２３４５６', '12 34', '-1', '9'.repeat(50_000)]) {
      expect(await outcome({ dnis: dnis[0], accessCode })).toBe('WRONG_CODE');
    }
    expect(await outcome({ dnis: dnis[0], accessCode: '' })).toBe('CODE_REQUIRED');
    const huge = await match({ dnis: dnis[0], accessCode: '9'.repeat(10_000_000) });
    expect(huge).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
  });
});
