import { type Role, ROLES } from '@ctci/domain';
import { isIP } from 'node:net';
import { z } from 'zod';

/** An origin, without a slash at the end: `https://calls.example.org`. */
export function origin() {
  return z.string().transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const isOrigin = url && ['http:', 'https:'].includes(url.protocol) && `${url.origin}/` === url.href;
    if (isOrigin) return url.origin;

    const message = 'must be http:// or https://, a host, perhaps a port, and nothing else';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

/** The proxies whose word counts for where a request comes from: addresses and networks, or none. */
export function proxies() {
  return z.string().transform((text, context): false | string[] => {
    if (text === 'none') return false;
    const listed = text.split(',').map((one) => one.trim());
    if (listed.every(isNetwork)) return listed;

    const message = 'must be none, or addresses and networks with commas between, such as 10.0.0.0/8,::1';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** The organisation's OpenID Connect provider. */
export const openIdEnv = {
  OIDC_ISSUER: z
    .string()
    .refine(isIssuer, { error: 'must be an https:// URL; http:// is for this machine alone' })
    .optional(),
  OIDC_CLIENT_ID: z.string().max(256).optional(),
  /** Without one this is a public client. */
  OIDC_CLIENT_SECRET: z.string().max(1_024).optional(),
  OIDC_NAME: z.string().max(64).default('single sign-on'),
  OIDC_SCOPES: z
    .string()
    .refine((text) => text.split(' ').includes('openid'), { error: 'must hold openid' })
    .default('openid email profile'),
  OIDC_ROLE_CLAIM: z.string().max(256).optional(),
  OIDC_ROLES: z
    .string()
    .transform((text, context): ReadonlyMap<string, Role> => {
      const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
      const roles = pairs.filter(([name, role, ...rest]) => name && isRole(role) && rest.length === 0);
      if (roles.length === pairs.length) return new Map(roles as [string, Role][]);

      const message = `must be such as cc-admins=administrator,cc-desk=monitor; roles are ${ROLES.join(', ')}`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .default(new Map<string, Role>()),
};

const isRole = (text: string | undefined): boolean => (ROLES as readonly (string | undefined)[]).includes(text);

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
}

/** What goes together. */
export function openIdMistake(env: {
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_CLIENT_ID?: string | undefined;
  readonly PUBLIC_URL?: string | undefined;
}): { path: [string]; message: string } | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, PUBLIC_URL: publicUrl } = env;
  if (clientId !== undefined && issuer === undefined) {
    return { path: ['OIDC_ISSUER'], message: 'must be set with OIDC_CLIENT_ID' };
  }
  if (issuer === undefined) return null;
  if (clientId === undefined) return { path: ['OIDC_CLIENT_ID'], message: 'must be set with OIDC_ISSUER' };
  if (publicUrl !== undefined) return null;
  return { path: ['PUBLIC_URL'], message: 'must be set with OIDC_ISSUER: the provider sends browsers back to it' };
}
