import { ALL_ENDPOINTS, API_BASE, type Endpoint, type Role, type Scope, STATUS_CODES } from '@ctci/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ObjectId } from 'mongodb';
import { CheckedClient } from './support/checked-client.js';
import { addPerson, addSession, PersonClient } from './support/people.js';
import { KEY, System } from './support/system.js';

const system = new System();
let api: CheckedClient;

/** What each may do, written down once more: a change of the contracts has to be meant. */
const ROLES: Readonly<Record<Role, readonly Scope[]>> = {
  administrator: ['call-ins:create', 'call-ins:match', 'read', 'read:personal', 'admin'],
  supervisor: ['read', 'read:personal'],
  developer: ['read'],
  monitor: ['read'],
};
const SCOPES: readonly Scope[] = ['call-ins:create', 'call-ins:match', 'read', 'read:personal', 'admin'];

interface Caller {
  readonly name: string;
  readonly kind: 'nobody' | 'key' | 'person';
  readonly may: readonly Scope[];
  readonly isBound?: true;
  readonly client: () => Promise<CheckedClient>;
}

const callers: Caller[] = [];
let tried = 0;

beforeAll(async () => {
  api = await system.startApi({ TRUST_PROXY: '127.0.0.1' });
  const group = await api.createGroup({ name: 'the only one', numbers: [{ dnis: '+18005550001' }] });
  const key = (name: string, text: string, may: readonly Scope[] = []): Caller => {
    const client = () => Promise.resolve(new CheckedClient(api.url, text));
    return { name, kind: may.length > 0 ? 'key' : 'nobody', may, client };
  };
  callers.push(
    key('nobody', ''),
    key('a wrong key', 'x'.repeat(32)),
    key('a key that differs in its last character', `${KEY.slice(0, -1)}0`),
    key('a key that is too long', 'x'.repeat(5_000)),
    key('an operator for a key', '{"$ne":null}'),
  );
  for (const scope of SCOPES) {
    const text = `key-with-the-scope-${scope}-0123456789`;
    await system.addKey(text, [scope]);
    callers.push(key(`the scope ${scope}`, text, scope === 'admin' ? SCOPES : [scope]));
  }
  await system.addKey('key-bound-to-a-group-0123456789abc', ['admin'], [group.id]);
  callers.push({ ...key('a bound key', 'key-bound-to-a-group-0123456789abc', SCOPES), isBound: true });

  const person = (name: string, userId: ObjectId, may: readonly Scope[]): Caller => {
    const client = async () => new PersonClient(api.url, await addSession(system, userId));
    return { name, kind: 'person', may, client };
  };
  // So that nobody who removes themselves is the last.
  await addPerson(system, 'administrator');
  for (const [role, may] of Object.entries(ROLES)) {
    callers.push(person(role, await addPerson(system, role as Role), may));
  }
  callers.push(person('no role', await addPerson(system, null), []));
  const stranger = () => Promise.resolve(new PersonClient(api.url, 'ctci-session=no-session-of-ours'));
  callers.push({ name: 'a wrong cookie', kind: 'nobody', may: [], client: stranger });
});

afterAll(async () => {
  process.stdout.write(`access: ${tried} requests, each route by each role, scope and nobody, HEAD too\n`);
  await system.stop();
});

const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;

/** What the declaration of a route says of a caller. */
function expected(
  { allow, unbound }: Endpoint,
  { kind, may, isBound }: Caller,
): 'UNAUTHENTICATED' | 'FORBIDDEN' | 'ok' {
  if (allow === 'public') return 'ok';
  if (kind === 'nobody') return 'UNAUTHENTICATED';
  if (unbound && isBound) return 'FORBIDDEN';
  const isAllowed = allow === 'person' ? kind === 'person' : may.includes(allow);
  return isAllowed ? 'ok' : 'FORBIDDEN';
}

/** About nothing that there is, so that it does no harm where it is let through. */
const pathOf = ({ path }: Endpoint) =>
  path
    .replace(/:(groupId|importId|userId|keyId)/, '0'.repeat(24))
    .replace(':dnis', '+18005550000')
    .replace(':code', 'FORBIDDEN');

/** From somewhere else each time: one address may show 300 unknown keys a minute. */
const anywhere = () => ({ 'x-forwarded-for': `198.18.${tried >> 8}.${tried & 255}` });

async function verdictOf(endpoint: Endpoint, client: CheckedClient) {
  const { method, body, upload } = endpoint;
  const content = upload ? '' : body && {};
  const headers = { ...anywhere(), ...(upload && { 'content-type': 'text/csv' }) };
  type Refused = { code?: string; status?: { code: number } } | '';
  const answer = await client.send<Refused>(method, pathOf(endpoint), content, headers);
  if (answer.status < 400 || answer.body === '') return 'ok';
  const { code, status } = answer.body;
  const envelope = Object.entries(STATUS_CODES).find(([, number]) => number === status?.code)?.[0];
  const told = code ?? envelope;
  return told === 'UNAUTHENTICATED' || told === 'FORBIDDEN' ? told : 'ok';
}

/** HEAD has no body to say why. */
async function headVerdictOf(endpoint: Endpoint, client: CheckedClient) {
  const cookie = client instanceof PersonClient ? { cookie: client.cookie } : {};
  const headers = { ...anywhere(), ...cookie, ...(client.apiKey && { 'x-api-key': client.apiKey }) };
  const { status } = await fetch(`${api.url}${pathOf(endpoint)}`, { method: 'HEAD', headers, redirect: 'manual' });
  return { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN' }[status] ?? 'ok';
}

describe('each route is open to those that it declares, and to nobody else', () => {
  it.each(ALL_ENDPOINTS.map((endpoint) => [nameOf(endpoint), endpoint] as const))('%s', async (_, endpoint) => {
    for (const caller of callers) {
      const verdict = await verdictOf(endpoint, await caller.client());
      expect([caller.name, verdict]).toEqual([caller.name, expected(endpoint, caller)]);
      tried += 1;
      if (endpoint.method !== 'GET') continue;
      const head = await headVerdictOf(endpoint, await caller.client());
      expect(['HEAD', caller.name, head]).toEqual(['HEAD', caller.name, expected(endpoint, caller)]);
      tried += 1;
    }
  });
});

describe('what there is not', () => {
  it.each(['/api', '/api/v1', '/api/v1/nothing', '/api/v1/groups/', '/api/docs/../v1'])(
    'is not told to strangers: %s',
    async (path) => {
      expect((await fetch(`${api.url}${path}`)).status).toBe(401);
      expect(await api.get(path)).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND' } });
    },
  );

  it.each(['/', '/welcome?token=x', '/API/V1/GROUPS', '//api/v1/groups'])(
    'is to a browser the page, which holds no data: %s',
    async (path) => {
      const answer = await fetch(`${api.url}${path}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(await answer.text()).not.toContain('the only one');
    },
  );

  it('is a method that a path does not take', async () => {
    for (const method of ['PUT', 'OPTIONS', 'TRACE', 'PROPFIND', 'PATCH']) {
      const answer = await api.send(method, '/api/v1/groups').catch(() => null);
      if (answer) expect(answer).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND' } });
    }
  });
});

describe('a request with a cookie', () => {
  let person: PersonClient;
  beforeAll(async () => {
    person = new PersonClient(api.url, await addSession(system, await addPerson(system, 'administrator')));
  });
  const create = (headers: Record<string, string>) =>
    new PersonClient(api.url, person.cookie).send<{ code: string }>('POST', `${API_BASE}/groups`, {}, headers);

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a host that begins like ours', { origin: 'http://127.0.0.1.evil.example' }],
    ['another site by its Referer', { origin: '', referer: 'https://evil.example/page' }],
    ['nowhere', { origin: '' }],
    ['somewhere on the same site', { origin: '', 'sec-fetch-site': 'same-site' }],
  ])('changes nothing when it comes from %s', async (_, headers) => {
    expect(await create(headers)).toMatchObject({ status: 403, body: { code: 'CROSS_ORIGIN' } });
  });

  it('is taken from a page of this origin, however the browser says so', async () => {
    const own = [{}, { origin: '', referer: `${api.url}/groups` }, { origin: '', 'sec-fetch-site': 'same-origin' }];
    for (const headers of own) expect((await create(headers)).body.code).toBe('VALIDATION_FAILED');
  });

  it('may read from anywhere: what it reads is handed to no other site', async () => {
    const answer = await person.get(`${API_BASE}/groups`, { origin: 'https://evil.example' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('signs nobody in from another site', async () => {
    const send = (origin: string) =>
      new CheckedClient(api.url, '').send('POST', `${API_BASE}/session`, { email: 'a', password: 'b' }, { origin });
    expect(await send('https://evil.example')).toMatchObject({ status: 403, body: { code: 'CROSS_ORIGIN' } });
    expect(await send(api.url)).toMatchObject({ status: 401, body: { code: 'WRONG_CREDENTIALS' } });
  });
});
