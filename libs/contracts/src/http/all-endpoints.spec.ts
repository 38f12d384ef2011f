import { describe, expect, it } from '@jest/globals';
import { ALL_ENDPOINTS } from './all-endpoints.js';
import { COMPATIBLE_BASE } from './compatible-route.js';
import { API_BASE, type Endpoint } from './endpoint.js';
import * as groups from './groups.js';
import { PROBLEMS } from './problem.js';

const named = ALL_ENDPOINTS.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const);

describe('the endpoints', () => {
  it('are each declared once', () => {
    expect(new Set(named.map(([name]) => name)).size).toBe(ALL_ENDPOINTS.length);
    expect(ALL_ENDPOINTS).toEqual(expect.arrayContaining([groups.createGroup, groups.deleteGroup]));
  });

  it('take an Idempotency-Key wherever they create something', () => {
    const creating = ALL_ENDPOINTS.filter(({ idempotent }) => idempotent).map(({ path }) => path);
    expect(creating).toEqual([
      '/api/v1/groups',
      '/api/v1/groups/:groupId/numbers',
      '/api/v1/groups/:groupId/imports',
      '/api/v1/imports/:importId/commit',
      '/api/v1/call-ins',
      '/engagement/v3/call-in/requests/create',
      '/api/v1/users',
      '/api/v1/api-keys',
      '/api/v1/api-keys/:keyId/rotate',
    ]);
  });

  it('of which nobody is asked who they are carry no data, or are the way in', () => {
    const open = ALL_ENDPOINTS.filter(({ allow }) => allow === 'public').map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual([
      'GET /api/openapi.json',
      'GET /api/v1/session/open-id-connect',
      'GET /api/v1/session/open-id-connect/callback',
      'GET /api/v1/session/options',
      'GET /health/live',
      'GET /health/ready',
      'GET /problems/:code',
      'POST /api/v1/session',
      'POST /api/v1/session/welcome',
    ]);
  });

  it('that are for administrators and name nothing of a group are for no key that is bound to groups', () => {
    const admin = ALL_ENDPOINTS.filter(({ allow }) => allow === 'admin');
    const ofGroups = admin.filter(({ path }) => /:(groupId|importId|callInId)/.test(path));
    expect(admin.filter(({ unbound }) => !unbound)).toEqual(ofGroups);
    expect(ALL_ENDPOINTS.filter(({ allow, unbound }) => unbound && allow !== 'admin')).toEqual([]);
  });
});

describe.each<readonly [string, Endpoint]>(named)('%s', (_, endpoint) => {
  const { method, path, allow, changes, params, query, body, upload, answers, problems = [], refusal } = endpoint;

  it('names its parameters as its path does', () => {
    const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(params?.shape ?? {})).toEqual(inPath);
  });

  it('is below the base of the API unless it is open to all', () => {
    const base = refusal ? COMPATIBLE_BASE : API_BASE;
    expect(path.startsWith(`${base}/`)).toBe(allow !== 'public' || path.startsWith(`${API_BASE}/session`));
  });

  it('is for readers only where it changes nothing', () => {
    if (allow === 'read') expect([method, changes]).toEqual(['GET', undefined]);
    if (allow.startsWith('call-ins:')) expect(method).toBe('POST');
  });

  it('answers something', () => {
    expect(Object.keys(answers).some((status) => Number(status) < 400)).toBe(true);
  });

  it('refuses with codes that are published, each once', () => {
    expect(problems.filter((code) => !(code in PROBLEMS))).toEqual([]);
    expect(new Set(problems).size).toBe(problems.length);
  });

  it('takes a body or a file, never both, and none by GET', () => {
    expect(Boolean(body) && Boolean(upload)).toBe(false);
    if (method === 'GET') expect(body ?? upload).toBeUndefined();
  });

  it('refuses a query that it does not know', () => {
    if (query) expect(query.safeParse({ unknown: '1' }).success).toBe(false);
  });
});
