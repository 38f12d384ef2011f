import { ConfigError } from '@ctci/platform';
import { startStandaloneMongod } from '@ctci/testing';
import { afterAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readConfig } from '../src/config.js';
import { System } from './support/system.js';

const system = new System();
afterAll(() => system.stop());

const MAIN = join(import.meta.dirname, '..', 'dist', 'main.js');

interface Ended {
  code: number;
  lines: string[];
}

/** Starts the API in an environment in which it cannot run, and waits until it has ended. */
async function boot(env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, [...NO_COMPILERS, MAIN], {
    env: { PATH: process.env.PATH, ...system.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 50_000,
    killSignal: 'SIGKILL',
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, lines: text.trimEnd().split('\n') };
}

// A process that ends while V8 compiles on another thread may hang instead (nodejs/node#54918; measured: 1 in 100).
const NO_COMPILERS = ['--no-sparkplug', '--no-maglev', '--no-opt'];

/** The one line of its log that says why it ended, without a stack. */
function bootError({ code, lines }: Ended): string {
  expect(code).toBe(1);
  const log = lines.map((line) => JSON.parse(line) as { level: string; msg: string; err?: unknown });
  expect(log.filter(({ level }) => level === 'error')).toEqual([]);
  const fatal = log.filter(({ level }) => level === 'fatal');
  expect(fatal).toHaveLength(1);
  expect(fatal[0]).not.toHaveProperty('err');
  return fatal[0]!.msg;
}

const ISSUER = { OIDC_ISSUER: 'https://login.example.org' };
const CLIENT = { OIDC_CLIENT_ID: 'ctci', PUBLIC_URL: 'https://calls.example.org' };

describe('a variable that is wrong stops the boot with one line', () => {
  it.each([
    [{ PORT: '70000' }, 'PORT: must be a whole number from 0 to 65535, is "70000"'],
    [{ PORT: 'http' }, 'PORT: must be a whole number from 0 to 65535, is "http"'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL: must be trace, debug, info, warn, error, fatal or silent, is "loud"'],
    [{ MONGODB_URI: 'http://user:secret@host' }, 'MONGODB_URI: must begin with mongodb:// or mongodb+srv://'],
    [{ REDIS_URL: 'user:secret@host:6379' }, 'REDIS_URL: must begin with redis:// or rediss://'],
    [{ QUEUE_PREFIX: 'a b' }, 'QUEUE_PREFIX: must be 1 to 64 letters, digits or dashes, is "a b"'],
    [{ BOOTSTRAP_API_KEY: 'secret-but-short' }, 'BOOTSTRAP_API_KEY: must have 32 characters or more'],
    [{ BOOTSTRAP_API_KEY: 'x'.repeat(257) }, 'BOOTSTRAP_API_KEY: must have 256 characters or fewer'],
    [{ HOME_COUNTRY: 'XX' }, 'HOME_COUNTRY: must be the two-letter code of a country, such as US or GB, is "XX"'],
    [
      { ALLOWED_COUNTRIES: 'US,Canada' },
      'ALLOWED_COUNTRIES: must be two-letter codes of countries with commas between, such as US,CA,GB, is "US,Canada"',
    ],
    [{ PREMIUM_RATE: 'maybe' }, 'PREMIUM_RATE: must be warn or refuse, is "maybe"'],
    ...['calls.example.org', 'ftp://calls.example.org', 'https://calls.example.org/page', 'https://a:b@c.example'].map(
      (PUBLIC_URL) =>
        [{ PUBLIC_URL }, 'PUBLIC_URL: must be http:// or https://, a host, perhaps a port, and nothing else'] as const,
    ),
    ...['all', 'true', '1', '10.0.0.0/33', '10.0.0.0/8,proxy', '10.0.0.0/8/8'].map(
      (TRUST_PROXY) =>
        [
          { TRUST_PROXY },
          `TRUST_PROXY: must be none, or addresses and networks with commas between, such as 10.0.0.0/8,::1, is "${TRUST_PROXY}"`,
        ] as const,
    ),
    ...['example.org', 'http://login.example.org', 'file:///etc/passwd'].map(
      (OIDC_ISSUER) =>
        [
          { OIDC_ISSUER, ...CLIENT },
          `OIDC_ISSUER: must be an https:// URL; http:// is for this machine alone, is "${OIDC_ISSUER}"`,
        ] as const,
    ),
    [{ ...CLIENT }, 'OIDC_ISSUER: must be set with OIDC_CLIENT_ID'],
    [{ ...ISSUER, PUBLIC_URL: 'https://a.example' }, 'OIDC_CLIENT_ID: must be set with OIDC_ISSUER'],
    [
      { ...ISSUER, OIDC_CLIENT_ID: 'ctci' },
      'PUBLIC_URL: must be set with OIDC_ISSUER: the provider sends browsers back to it',
    ],
    [{ ...ISSUER, ...CLIENT, OIDC_SCOPES: 'email' }, 'OIDC_SCOPES: must hold openid, is "email"'],
    ...['admins', 'admins=boss', '=monitor', 'a=monitor,', 'a=monitor=b'].map(
      (OIDC_ROLES) =>
        [
          { OIDC_ROLES },
          `OIDC_ROLES: must be such as cc-admins=administrator,cc-desk=monitor; roles are administrator, supervisor, developer, monitor, is "${OIDC_ROLES}"`,
        ] as const,
    ),
  ] as const)('%j', (env, line) => {
    expect(() => readConfig(env)).toThrow(new ConfigError([line]));
  });

  it('and one that is right does not', () => {
    const roles = { OIDC_ROLES: 'cc-admins=administrator, cc-desk = monitor' };
    const config = readConfig({ ...ISSUER, ...CLIENT, ...roles, TRUST_PROXY: '10.0.0.0/8, ::1' });
    expect(config).toMatchObject({ PUBLIC_URL: 'https://calls.example.org', TRUST_PROXY: ['10.0.0.0/8', '::1'] });
    expect([...config.OIDC_ROLES]).toEqual([
      ['cc-admins', 'administrator'],
      ['cc-desk', 'monitor'],
    ]);
    expect(readConfig({ TRUST_PROXY: 'none' }).TRUST_PROXY).toBe(false);
  });

  it('each, on a plain screen, and exit code 1', async () => {
    const { code, lines } = await boot({ PORT: 'x', QUEUE_PREFIX: ':', MONGODB_URI: 'user:secret@host' });
    expect(code).toBe(1);
    expect(lines).toEqual([
      'api cannot start:',
      '  MONGODB_URI: must begin with mongodb:// or mongodb+srv://',
      '  QUEUE_PREFIX: must be 1 to 64 letters, digits or dashes, is ":"',
      '  PORT: must be a whole number from 0 to 65535, is "x"',
    ]);
  });
});

/** Begun first: MongoDB is given some time to come up, and the other tests need not wait for it. */
const withoutMongodb = boot({ MONGODB_URI: 'mongodb://127.0.0.1:1/test-nowhere' });

describe('what is not there stops the boot with one line', () => {
  it('a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(bootError(await boot({ PORT: String(port) }))).toBe(`port ${port} is in use: set PORT to another one`);
    server.close();
  });

  it('an address that this machine does not have', async () => {
    expect(bootError(await boot({ HOST: '192.0.2.1' }))).toBe('HOST: this machine has no address 192.0.2.1');
  });

  it('a MongoDB that does not answer, after it has had time to come up', async () => {
    expect(bootError(await withoutMongodb)).toMatch(/^MONGODB_URI: no MongoDB answers: .*ECONNREFUSED/);
  });

  it('a MongoDB that is no replica set', async () => {
    const { uri, stop } = await startStandaloneMongod();
    expect(bootError(await boot({ MONGODB_URI: uri }))).toMatch(/^MONGODB_URI: this MongoDB is not a replica set/);
    await stop();
  });

  it('a password that MongoDB does not take, and it is not told', async () => {
    const uri = new URL(system.env.MONGODB_URI!);
    Object.assign(uri, { username: 'somebody', password: 'once-upon-a-time' });
    const message = bootError(await boot({ MONGODB_URI: uri.href }));
    expect(message).toMatch(/^MONGODB_URI: Authentication failed/);
    expect(message).not.toContain('once-upon-a-time');
  });
});
