import { z } from 'zod';
import { API_BASE, endpoint } from './endpoint.js';
import { Id, pageOf, pageQuery, Time } from './page.js';
import { Role } from './roles.js';

/** A person who may sign in. */
export const User = z
  .strictObject({
    id: Id,
    email: z.string(),
    name: z.string(),
    role: Role.nullable(),
    state: z.enum(['invited', 'active', 'disabled']),
    openIdConnect: z.boolean().meta({ description: 'Signs in through the OpenID Connect provider' }),
    secondFactor: z.boolean(),
    lastSignInAt: Time.nullable(),
    createdAt: Time,
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

const link = z.string().meta({ description: 'To hand over: it opens once, within 24 hours. It is not shown again' });

/** A request that is sent again is answered without the link. */
export const InvitedUser = User.extend({ link: link.optional() }).meta({ id: 'InvitedUser' });
export type InvitedUser = z.infer<typeof InvitedUser>;

const name = z.string().trim().min(1).max(128);

export const NewUser = z.strictObject({
  email: z.email({ pattern: z.regexes.html5Email }).max(254),
  name: name.optional(),
  role: Role,
});
export type NewUser = z.infer<typeof NewUser>;

export const UserChange = z.strictObject({
  name: name.optional(),
  role: Role.nullable().optional(),
  disabled: z.boolean().optional(),
});
export type UserChange = z.infer<typeof UserChange>;

export const UsersQuery = z.strictObject(pageQuery);
export type UsersQuery = z.infer<typeof UsersQuery>;

const params = z.strictObject({ userId: Id });
const path = `${API_BASE}/users`;
const ofUser = `${path}/:userId`;
const admin = { allow: 'admin', unbound: true } as const;

export const listUsers = endpoint({
  ...admin,
  method: 'GET',
  path,
  summary: 'List people, in the order in which they came',
  query: UsersQuery,
  answers: { 200: { description: 'A page of people', schema: pageOf(User) } },
});

export const inviteUser = endpoint({
  ...admin,
  method: 'POST',
  path,
  summary: 'Invite somebody: makes a one-time link',
  idempotent: true,
  body: NewUser,
  answers: { 201: { description: 'The person, and the link', schema: InvitedUser } },
  problems: ['EMAIL_TAKEN'],
});

export const getUser = endpoint({
  ...admin,
  method: 'GET',
  path: ofUser,
  summary: 'Read one person',
  params,
  answers: { 200: { description: 'The person', schema: User } },
  problems: ['USER_NOT_FOUND'],
});

export const changeUser = endpoint({
  ...admin,
  method: 'PATCH',
  path: ofUser,
  summary: 'Change name or role, disable or enable; who is disabled is signed out everywhere',
  params,
  body: UserChange,
  answers: { 200: { description: 'The person', schema: User } },
  problems: ['USER_NOT_FOUND', 'LAST_ADMINISTRATOR', 'PRECONDITION_FAILED'],
});

export const resetUser = endpoint({
  ...admin,
  method: 'POST',
  path: `${ofUser}/reset`,
  summary: 'Make a one-time link with which somebody sets a new password, and loses the second factor',
  params,
  answers: { 201: { description: 'The link', schema: z.strictObject({ link }) } },
  problems: ['USER_NOT_FOUND', 'NO_PASSWORD'],
});

export const signOutUser = endpoint({
  ...admin,
  method: 'POST',
  path: `${ofUser}/sign-out`,
  summary: 'Sign somebody out everywhere',
  params,
  answers: { 204: { description: 'No session is left' } },
  problems: ['USER_NOT_FOUND'],
});

export const deleteUser = endpoint({
  ...admin,
  method: 'DELETE',
  path: ofUser,
  summary: 'Remove somebody',
  params,
  answers: { 204: { description: 'Gone, and signed out everywhere' } },
  problems: ['USER_NOT_FOUND', 'LAST_ADMINISTRATOR', 'PRECONDITION_FAILED'],
});
