import { type Role, type Scope, watchCallIns, watchGroup, watchImport } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ObjectId } from 'mongodb';
import { io, type Socket } from 'socket.io-client';
import { type CheckedClient } from './support/checked-client.js';
import { addPerson, addSession, PersonClient } from './support/people.js';
import { System } from './support/system.js';

const system = new System();
let api: CheckedClient;
let elsewhere: CheckedClient;
const opened: Socket[] = [];

beforeAll(async () => {
  [api, elsewhere] = await Promise.all([system.startApi(), system.startApi()]);
});

afterAll(async () => {
  for (const socket of opened) socket.close();
  await system.stop();
});

type Shown = { readonly key: string } | { readonly cookie: string; readonly origin?: string | undefined };

/** Connects to the other process; rejects with its word when it does not let in. */
async function connect(shown: Shown): Promise<Socket> {
  const extraHeaders: Record<string, string> =
    'key' in shown ? { 'x-api-key': shown.key } : { cookie: shown.cookie, origin: shown.origin ?? elsewhere.url };
  const sent = Object.fromEntries(Object.entries(extraHeaders).filter(([, value]) => value !== ''));
  const options = { extraHeaders: sent, forceNew: true, transports: ['websocket'], reconnection: false };
  const socket = io(elsewhere.url, options);
  opened.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

/** How long it takes until the server lets go of the socket. */
async function letGo(socket: Socket, change: () => Promise<unknown>): Promise<number> {
  expect(socket.connected).toBe(true);
  const gone = new Promise((resolve) => socket.once('disconnect', resolve));
  await change();
  const begun = performance.now();
  await gone;
  return performance.now() - begun;
}

const SECONDS = 8_000;
const person = async (role: Role | null) => {
  const userId = await addPerson(system, role);
  return { userId, cookie: await addSession(system, userId) };
};
const change = (userId: ObjectId, body: object) => api.send('PATCH', `/api/v1/users/${userId.toHexString()}`, body);

describe('a handshake', () => {
  it('is let in by a key or by a cookie of a page of this origin, and by nothing else', async () => {
    const { cookie } = await person('monitor');
    expect((await connect({ cookie })).connected).toBe(true);
    expect((await connect({ key: api.apiKey })).connected).toBe(true);
    await expect(connect({ cookie, origin: 'https://evil.example' })).rejects.toThrow('CROSS_ORIGIN');
    await expect(connect({ cookie, origin: '' })).rejects.toThrow('CROSS_ORIGIN');
    await expect(connect({ cookie: 'ctci-session=none' })).rejects.toThrow('UNAUTHENTICATED');
    await expect(connect({ key: 'x'.repeat(40) })).rejects.toThrow('UNAUTHENTICATED');
    await expect(connect({ cookie: '' })).rejects.toThrow('UNAUTHENTICATED');
  });
});

describe('each message', () => {
  const MAY_READ: readonly (Role | null)[] = ['administrator', 'supervisor', 'developer', 'monitor'];
  const messages = [
    [watchImport, { importId: '0'.repeat(24) }],
    [watchGroup, { groupId: '0'.repeat(24) }],
    [watchCallIns, { filter: {} }],
  ] as const;

  it('is taken from whom it declares: roles', async () => {
    for (const role of [...MAY_READ, null]) {
      const socket = await connect(await person(role));
      for (const [{ name }, body] of messages) {
        const { code } = (await socket.timeout(20_000).emitWithAck(name, body)) as { code?: string };
        expect([role, name, code === 'FORBIDDEN']).toEqual([role, name, !MAY_READ.includes(role)]);
      }
    }
  });

  it('is taken from whom it declares: scopes', async () => {
    const scopes: readonly Scope[] = ['call-ins:create', 'call-ins:match', 'read', 'read:personal', 'admin'];
    for (const scope of scopes) {
      const key = `socket-key-of-the-scope-${scope}-012345`;
      await system.addKey(key, [scope]);
      const socket = await connect({ key });
      for (const [{ name }, body] of messages) {
        const { code } = (await socket.timeout(20_000).emitWithAck(name, body)) as { code?: string };
        expect([scope, name, code === 'FORBIDDEN']).toEqual([scope, name, !['read', 'admin'].includes(scope)]);
      }
    }
  });
});

describe('a socket is let go of within seconds once', () => {
  it('its key is revoked, or has expired', async () => {
    const make = async (more = {}) =>
      (
        await api.send<{ id: string; key: string }>('POST', '/api/v1/api-keys', {
          name: 'k',
          scopes: ['read'],
          ...more,
        })
      ).body;
    const { id, key } = await make();
    const revoke = () => api.send('DELETE', `/api/v1/api-keys/${id}`);
    expect(await letGo(await connect({ key }), revoke)).toBeLessThan(SECONDS);

    const soon = await make({ expiresAt: new Date(Date.now() + 3_000).toISOString() });
    expect(await letGo(await connect({ key: soon.key }), () => Promise.resolve())).toBeLessThan(SECONDS + 3_000);
  });

  it('its person is signed out, here or everywhere, disabled, or has another role', async () => {
    const [out, all, off, other, stays] = await Promise.all([1, 2, 3, 4, 5].map(() => person('supervisor')));
    const sockets = await Promise.all([out!, all!, off!, other!, stays!].map(connect));
    const of = ({ cookie }: { cookie: string }) => new PersonClient(api.url, cookie);
    const took = await Promise.all([
      letGo(sockets[0]!, () => of(out!).send('DELETE', '/api/v1/session')),
      letGo(sockets[1]!, () => api.send('POST', `/api/v1/users/${all!.userId.toHexString()}/sign-out`)),
      letGo(sockets[2]!, () => change(off!.userId, { disabled: true })),
      letGo(sockets[3]!, () => change(other!.userId, { role: 'monitor' })),
    ]);
    expect(Math.max(...took)).toBeLessThan(SECONDS);
    expect(sockets[4]!.connected).toBe(true);
    expect((await connect({ cookie: other!.cookie })).connected).toBe(true);
  });
});
