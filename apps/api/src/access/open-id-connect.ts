import { type Role } from '@ctci/domain';
import { roleOfClaim } from '@ctci/domain';
import { type OpenIdPerson } from '@ctci/persistence';
import { outgoing } from '@ctci/platform';
import * as client from 'openid-client';

export interface OpenIdConnectOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly name: string;
  readonly scopes: string;
  /** The claim that says the role, parts of its path with dots between; without one, administrators give roles. */
  readonly roleClaim?: string | undefined;
  readonly roles: ReadonlyMap<string, Role>;
  /** Where the provider sends the browser back to. */
  readonly redirectUri: string;
}

/** What a browser keeps while its person is at the provider: nobody else's answer can be brought to it. */
export interface Underway {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
}

/** The provider cannot be reached, or does not say how it is to be used. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/**
 * The organisation's OpenID Connect provider: authorization code flow with PKCE, state and nonce. It is asked by TLS
 * alone, except on this machine; where else its answers may lead, {@link outgoing} says. Nobody is asked before the first sign-in, so that the service
 * starts without it.
 */
export class OpenIdConnect {
  private known: { readonly provider: Promise<client.Configuration>; readonly until: number } | undefined;

  constructor(private readonly options: OpenIdConnectOptions | null) {}

  /** As the page calls it; null where there is none. */
  get name(): string | null {
    return this.options?.name ?? null;
  }

  /** @throws ProviderUnavailable */
  async begin(returnTo: string): Promise<{ url: string; underway: Underway }> {
    const { scopes, redirectUri } = this.required();
    const provider = await this.provider();
    const underway = {
      ...{ state: client.randomState(), nonce: client.randomNonce(), returnTo },
      verifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(provider, {
      ...{ redirect_uri: redirectUri, scope: scopes, state: underway.state, nonce: underway.nonce },
      code_challenge: await client.calculatePKCECodeChallenge(underway.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, underway };
  }

  /**
   * Who has come back from the provider.
   *
   * @param query as the browser brought it
   * @throws ProviderUnavailable, or whatever is wrong with what the provider said
   */
  async finish(query: string, { state, nonce, verifier }: Underway): Promise<OpenIdPerson> {
    const { redirectUri, roleClaim, roles } = this.required();
    const provider = await this.provider();
    const tokens = await client.authorizationCodeGrant(provider, new URL(`${redirectUri}?${query}`), {
      ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
    });
    const claims = tokens.claims();
    if (!claims) throw new Error('the provider has sent no ID token');
    const info = provider.serverMetadata().userinfo_endpoint
      ? await client.fetchUserInfo(provider, tokens.access_token, claims.sub)
      : {};
    const said: Readonly<Record<string, unknown>> = { ...info, ...claims };
    const email = textOf(said.email);
    return {
      ...{ issuer: claims.iss, subject: claims.sub, email },
      name: textOf(said.name) || textOf(said.preferred_username) || email || claims.sub,
      role: roleClaim === undefined ? undefined : roleOfClaim(valueAt(said, roleClaim), roles),
    };
  }

  /** What the provider says of itself, for an hour. */
  private provider(): Promise<client.Configuration> {
    if (this.known && performance.now() < this.known.until) return this.known.provider;
    const provider = this.discover();
    const known = { provider, until: performance.now() + DISCOVERED_FOR_MS };
    this.known = known;
    provider.catch(() => {
      if (this.known === known) this.known = undefined;
    });
    return provider;
  }

  private async discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.required();
    const authentication = clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret);
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- so marked to stand out; the configuration lets `http:` be for this machine alone
    const execute = issuer.startsWith('http:') ? [client.allowInsecureRequests] : [];
    const options = { timeout: TIMEOUT_S, execute, [client.customFetch]: outgoing(issuer) };
    return client.discovery(new URL(issuer), clientId, undefined, authentication, options).catch((error: unknown) => {
      throw new ProviderUnavailable(`${issuer}: ${(error as Error).message}`, { cause: error });
    });
  }

  private required(): OpenIdConnectOptions {
    if (!this.options) throw new Error('no OpenID Connect provider is set up');
    return this.options;
  }
}

const TIMEOUT_S = 5;
const DISCOVERED_FOR_MS = 3_600_000;
const TEXT_MAX = 254;

const textOf = (claim: unknown): string => (typeof claim === 'string' ? claim.trim().slice(0, TEXT_MAX) : '');

/** `realm_access.roles`; a claim whose name has dots in it is found too. */
function valueAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split('.')
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, part)
          ? (value as Record<string, unknown>)[part]
          : undefined,
      claims,
    );
}
