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
    ]);
  });

  it('of which no key is asked carry no data', () => {
    const open = ALL_ENDPOINTS.filter(({ allow }) => allow === 'public').map(({ path }) => path);
    expect(open.sort()).toEqual(['/api/openapi.json', '/health/live', '/health/ready', '/problems/:code']);
  });
});

describe.each<readonly [string, Endpoint]>(named)('%s', (_, endpoint) => {
  const { method, path, allow, params, query, body, upload, answers, problems = [], refusal } = endpoint;

  it('names its parameters as its path does', () => {
    const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(params?.shape ?? {})).toEqual(inPath);
  });

  it('is below the base of the API unless it is open to all', () => {
    const base = refusal ? COMPATIBLE_BASE : API_BASE;
    expect(path.startsWith(`${base}/`)).toBe(allow !== 'public');
  });

  it('is for readers only where it changes nothing', () => {
    expect(allow === 'read' || allow === 'public').toBe(method === 'GET');
  });

  it('answers something', () => {
    expect(Object.keys(answers).some((status) => Number(status) < 300)).toBe(true);
  });

  it('refuses with codes that are published, each once', () => {
    expect(problems.filter((code) => !(code in PROBLEMS))).toEqual([]);
    expect(new Set(problems).size).toBe(problems.length);
  });

  it('takes a body or a file, never both, and none by GET and DELETE', () => {
    expect(Boolean(body) && Boolean(upload)).toBe(false);
    if (method === 'GET' || method === 'DELETE') expect(body ?? upload).toBeUndefined();
  });

  it('refuses a query that it does not know', () => {
    if (query) expect(query.safeParse({ unknown: '1' }).success).toBe(false);
  });
});
