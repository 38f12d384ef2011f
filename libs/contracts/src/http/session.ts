import { z } from 'zod';
import { API_BASE, endpoint, Scope } from './endpoint.js';
import { Id, Time } from './page.js';
import { Role } from './roles.js';

const path = `${API_BASE}/session`;

/** Long enough for any password that a person can have, short enough to be hashed at once. */
export const PasswordText = z.string().min(1).max(256);

/** Who is signed in, and what they may do. */
export const Session = z
  .strictObject({
    user: z.strictObject({
      id: Id,
      email: z.string().meta({ description: 'Empty where an OpenID Connect provider tells none' }),
      name: z.string(),
      role: Role.nullable(),
      secondFactor: z.boolean(),
    }),
    scopes: z.array(Scope),
    expiresAt: Time.meta({ description: 'Without further requests' }),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const SignIn = z.strictObject({
  email: z.string().min(1).max(254),
  password: PasswordText,
  code: z.string().max(64).optional().meta({ description: 'Of the second factor, or a backup code' }),
});
export type SignIn = z.infer<typeof SignIn>;

export const Welcome = z.strictObject({
  token: z.string().min(1).max(256),
  password: PasswordText,
  name: z.string().trim().min(1).max(128).optional(),
});
export type Welcome = z.infer<typeof Welcome>;

export const PasswordChange = z.strictObject({ currentPassword: PasswordText, newPassword: PasswordText });
export type PasswordChange = z.infer<typeof PasswordChange>;

/** With which the page is opened again after a sign-in at the provider has failed: `/?signInError=…`. */
export const SignInError = z.enum([
  'SIGN_IN_CANCELLED',
  'SIGN_IN_EXPIRED',
  'SIGN_IN_FAILED',
  'PROVIDER_UNAVAILABLE',
  'ACCOUNT_DISABLED',
]);
export type SignInError = z.infer<typeof SignInError>;

const signedIn = { description: 'Who is signed in', schema: Session };

export const getSession = endpoint({
  method: 'GET',
  path,
  summary: 'Who is signed in',
  allow: 'person',
  answers: { 200: signedIn },
});

export const getSessionOptions = endpoint({
  method: 'GET',
  path: `${path}/options`,
  summary: 'How one can sign in',
  allow: 'public',
  answers: {
    200: {
      description: 'The ways in',
      schema: z.strictObject({
        password: z.literal(true),
        openIdConnect: z
          .strictObject({ name: z.string() })
          .nullable()
          .meta({ description: 'null where there is none' }),
      }),
    },
  },
});

export const signIn = endpoint({
  method: 'POST',
  path,
  summary: 'Sign in with e-mail and password; sets the session cookie',
  isTry: true,
  allow: 'public',
  body: SignIn,
  answers: { 200: signedIn },
  problems: ['WRONG_CREDENTIALS', 'SECOND_FACTOR_REQUIRED', 'WRONG_SECOND_FACTOR'],
});

export const signOut = endpoint({
  method: 'DELETE',
  path,
  summary: 'Sign out',
  allow: 'person',
  answers: { 204: { description: 'Signed out' } },
});

export const signOutEverywhere = endpoint({
  method: 'DELETE',
  path: `${path}/all`,
  summary: 'Sign out everywhere',
  allow: 'person',
  answers: { 204: { description: 'No session of this person is left' } },
});

export const changePassword = endpoint({
  method: 'POST',
  path: `${path}/password`,
  summary: 'Change the password; signs out everywhere else',
  isTry: true,
  allow: 'person',
  body: PasswordChange,
  answers: { 204: { description: 'Changed' } },
  problems: ['NO_PASSWORD'],
});

export const welcome = endpoint({
  method: 'POST',
  path: `${path}/welcome`,
  summary: 'Set the password with a one-time link, and sign in',
  isTry: true,
  allow: 'public',
  body: Welcome,
  answers: { 200: signedIn },
  problems: ['LINK_SPENT'],
});

export const openIdConnect = endpoint({
  method: 'GET',
  path: `${path}/open-id-connect`,
  summary: 'Sign in through the OpenID Connect provider: for a browser to open',
  allow: 'public',
  query: z.strictObject({ returnTo: z.string().max(2_048).optional().meta({ description: 'A path of the page' }) }),
  answers: { 302: { description: 'To the provider, or back with `signInError`' } },
  problems: ['NO_OPEN_ID_CONNECT'],
});

export const openIdConnectCallback = endpoint({
  method: 'GET',
  path: `${path}/open-id-connect/callback`,
  summary: 'Where the OpenID Connect provider sends the browser back to',
  isTry: true,
  changes: true,
  allow: 'public',
  answers: { 302: { description: 'To the page, signed in or with `signInError`' } },
  problems: ['NO_OPEN_ID_CONNECT'],
});
