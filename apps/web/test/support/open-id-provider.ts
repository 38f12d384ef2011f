import { freePort, keeper, until } from '@ctci/testing';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CALLBACK = '/api/v1/session/open-id-connect/callback';
const SECRET = 'secret-of-the-browser-tests-0123456789';

/** Whom the provider knows: a Supervisor, as its claim says. */
export const GRACE = { login: 'grace', name: 'Grace Hopper' };

export interface OpenIdProvider {
  /** What the API has to know of it. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** Starts the organisation's OpenID Connect provider, a real one, as a process of its own. */
export async function startOpenIdProvider(publicUrl: string): Promise<OpenIdProvider> {
  const folder = mkdtempSync(join(tmpdir(), 'ctci-openid-'));
  keeper.removeAtEnd(folder);
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const people = join(folder, 'people.json');
  const claims = { name: GRACE.name, email: 'grace@example.org', realm_access: { roles: ['supervisor'] } };
  writeFileSync(people, JSON.stringify({ [GRACE.login]: claims }));
  const provider = await keeper.start({
    command: process.execPath,
    args: [join(import.meta.dirname, '../../../api/test/support/open-id-provider.js')],
    env: {
      ...process.env,
      ...{ NODE_OPTIONS: '', ISSUER: issuer, REDIRECT_URI: `${publicUrl}${CALLBACK}` },
      ...{ CLIENT_SECRET: SECRET, PEOPLE_FILE: people },
    },
    logFile: join(folder, 'provider.log'),
    graceMs: 5_000,
  });
  await until(
    () => fetch(`${issuer}/.well-known/openid-configuration`).catch(() => null),
    (answer) => answer?.ok === true,
  );
  const known = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'ctci', OIDC_CLIENT_SECRET: SECRET, OIDC_NAME: 'Acme' };
  return { env: { ...known, OIDC_ROLE_CLAIM: 'realm_access.roles' }, stop: provider.stop };
}
