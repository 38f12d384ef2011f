import { type CreatedCallIn, type Problem } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallInClient } from './support/call-in-client.js';
import { type CheckedClient } from './support/checked-client.js';
import { dnisOf } from './support/numbers.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;
let callIns: CallInClient;
beforeAll(async () => {
  api = await system.startApi();
  callIns = new CallInClient(api);
});
afterAll(() => system.stop());

const JO = '+12025550123';

describe('a request that is sent again', () => {
  let sent = 0;
  const once = (body: object, key = `key-${++sent}`) =>
    api.send<CreatedCallIn & Problem>('POST', '/api/v1/call-ins', body, { 'idempotency-key': key });

  it('makes one call-in, however many are sent at once, and all that are answered are answered alike', async () => {
    const { name } = await callIns.groupOf(5, { generateAccessCode: true });
    const answers = await Promise.all(Array.from({ length: 10 }, () => once({ groupName: name }, 'many')));
    const again = await once({ groupName: name }, 'many');
    expect(again).toMatchObject({ status: 201, body: { accessCode: expect.any(String) } });
    expect(again.headers.get('location')).toBe(`/api/v1/call-ins/${again.body.id}`);
    for (const { status, body } of answers) {
      if (status === 201) expect(body).toEqual(again.body);
      else expect(body.code).toBe('IDEMPOTENCY_KEY_RUNNING');
    }
    expect(await system.database.collection('callIns').countDocuments({ groupName: name })).toBe(1);
    expect(JSON.stringify(await system.database.collection('idempotencyKeys').find().toArray())).not.toContain(
      again.body.accessCode,
    );
  });

  it('is refused with another body, and keeps a refusal that another try would not change', async () => {
    const { name } = await callIns.groupOf(1);
    await once({ groupName: name }, 'one');
    expect(await once({ groupName: name, fromPhoneNumber: JO }, 'one')).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect(await once({ groupName: 'not yet' }, 'two')).toMatchObject({ status: 404 });
    await api.createGroup({ name: 'not yet', numbers: [{ dnis: dnisOf(9_000) }] });
    expect(await once({ groupName: 'not yet' }, 'two')).toMatchObject({ status: 404 });
  });

  it('is tried again where there was no number', async () => {
    const { name } = await callIns.groupOf(1, { uniqueDnis: true });
    const first = await callIns.created(name);
    expect(await once({ groupName: name }, 'later')).toMatchObject({ status: 503 });
    await callIns.cancel(first);
    expect(await once({ groupName: name }, 'later')).toMatchObject({ status: 201 });
  });

  it('shows how its call-in is by now, and neither number nor code once it has ended', async () => {
    const { name } = await callIns.groupOf(1, { generateAccessCode: true });
    const { body } = await once({ groupName: name }, 'ended');
    await callIns.cancel(body);
    const again = await once({ groupName: name }, 'ended');
    expect(again).toMatchObject({ status: 201, body: { id: body.id, state: 'cancelled' } });
    expect(again.body).not.toHaveProperty('toPhoneNumber');
    expect(again.body).not.toHaveProperty('accessCode');
  });

  it('goes on where a process died after it had made the call-in', async () => {
    const { name } = await callIns.groupOf(1);
    const { body } = await once({ groupName: name }, 'died');
    const keys = system.database.collection('idempotencyKeys');
    await keys.updateOne({ answer: { $regex: body.id } }, { $unset: { answer: 1 }, $set: { claimedAt: new Date(0) } });
    expect((await once({ groupName: name }, 'died')).body).toEqual(body);
  });
});
