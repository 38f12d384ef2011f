import { readFileSync } from 'node:fs';
import { Provider } from 'oidc-provider';

/*
 * An OpenID Connect provider as a process of its own. Whoever signs in is known by the name alone; what is said of them
 * stands in a file, anew for each sign-in.
 */
const { ISSUER = '', REDIRECT_URI = '', CLIENT_SECRET = '', PEOPLE_FILE = '' } = process.env;

const provider = new Provider(ISSUER, {
  clients: [{ client_id: 'ctci', client_secret: CLIENT_SECRET, redirect_uris: [REDIRECT_URI] }],
  cookies: { keys: ['only-for-the-tests'] },
  claims: { openid: ['sub'], email: ['email'], profile: ['name', 'realm_access'] },
  pkce: { required: () => true },
  findAccount: (_context, sub) => ({
    accountId: sub,
    claims: () => ({ sub, ...JSON.parse(readFileSync(PEOPLE_FILE, 'utf8'))[sub] }),
  }),
});

provider.listen(Number(new URL(ISSUER).port), '127.0.0.1');
