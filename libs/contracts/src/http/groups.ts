import {
  DESCRIPTION_MAX_CODE_POINTS,
  DNIS_MAX_DIGITS,
  GROUP_NAME_MAX_CODE_POINTS,
  SETTINGS_LIMITS,
} from '@ctci/domain';
import { z } from 'zod';
import { API_BASE, endpoint } from './endpoint.js';
import { Id, pageOf, pageQuery, Time } from './page.js';

// Ranges and forms are checked by libs/domain, which words the refusal; here they only document the shape.
const ranged = (name: keyof typeof SETTINGS_LIMITS) =>
  z.number().meta({ type: 'integer', minimum: SETTINGS_LIMITS[name].min, maximum: SETTINGS_LIMITS[name].max });

export const GroupSettings = z
  .strictObject({
    generateAccessCode: z.boolean(),
    accessCodeLength: ranged('accessCodeLength'),
    expirySeconds: ranged('expirySeconds'),
    uniqueDnis: z.boolean(),
    onExhausted: z.enum(['refuse', 'overflow']),
    overflowNumber: z.string().nullable(),
    coolDownSeconds: ranged('coolDownSeconds'),
    maxLivePerCaller: ranged('maxLivePerCaller').nullable().meta({ description: 'null: no limit' }),
  })
  .meta({ id: 'GroupSettings' });

export const Group = z
  .strictObject({
    id: Id,
    name: z.string(),
    state: z.enum(['draft', 'active', 'deleting']),
    settings: GroupSettings,
    poolSize: z.int().min(0),
    inUse: z.int().min(0).meta({ description: 'Numbers held by a live call-in' }),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'Group' });
export type Group = z.infer<typeof Group>;

export const NewNumber = z.strictObject({
  dnis: z.string().meta({
    description: 'E.164, with or without its "+"',
    pattern: `^\\+?[1-9][0-9]{3,${DNIS_MAX_DIGITS - 1}}$`,
    examples: ['+18005555554'],
  }),
  description: z.string().optional().meta({ maxLength: DESCRIPTION_MAX_CODE_POINTS }),
});
export type NewNumber = z.infer<typeof NewNumber>;

export const NewGroup = z.strictObject({
  name: z.string().meta({
    description: 'Unique without regard to case; no control characters',
    minLength: 1,
    maxLength: GROUP_NAME_MAX_CODE_POINTS,
    pattern: '^[^\\x00-\\x1f\\x7f-\\x9f]+$',
  }),
  settings: GroupSettings.partial().optional(),
  numbers: z.array(NewNumber).optional(),
});
export type NewGroup = z.infer<typeof NewGroup>;

/** Loose about `name` on purpose: sending it has an answer of its own, `GROUP_NAME_IMMUTABLE`. */
export const GroupChange = z.strictObject({
  name: z.unknown().optional(),
  settings: GroupSettings.partial().optional(),
});
export type GroupChange = z.infer<typeof GroupChange>;

export const GroupsQuery = z.strictObject({
  ...pageQuery,
  name: z.string().optional().meta({ description: 'The whole name, without regard to case' }),
});
export type GroupsQuery = z.infer<typeof GroupsQuery>;

const params = z.strictObject({ groupId: Id });

export const createGroup = endpoint({
  method: 'POST',
  path: `${API_BASE}/groups`,
  summary: 'Make a group, with or without numbers',
  gives: { groupId: 'id' },
  allow: 'admin',
  unbound: true,
  takesMany: true,
  body: NewGroup,
  idempotent: true,
  answers: { 201: { description: 'The group', schema: Group } },
  problems: ['GROUP_NAME_TAKEN', 'NUMBER_TAKEN', 'NUMBER_DRAINING', 'POOL_FULL'],
});

export const listGroups = endpoint({
  method: 'GET',
  path: `${API_BASE}/groups`,
  summary: 'List groups by name',
  allow: 'read',
  query: GroupsQuery,
  answers: { 200: { description: 'A page of groups', schema: pageOf(Group) } },
});

export const getGroup = endpoint({
  method: 'GET',
  path: `${API_BASE}/groups/:groupId`,
  summary: 'Read one group',
  allow: 'read',
  params,
  answers: { 200: { description: 'The group', schema: Group } },
  problems: ['GROUP_NOT_FOUND'],
});

export const changeGroup = endpoint({
  method: 'PATCH',
  path: `${API_BASE}/groups/:groupId`,
  summary: 'Change settings of a group',
  allow: 'admin',
  params,
  body: GroupChange,
  answers: { 200: { description: 'The group', schema: Group } },
  problems: [
    'GROUP_NOT_FOUND',
    'GROUP_DELETING',
    'GROUP_NAME_IMMUTABLE',
    'NUMBER_TAKEN',
    'NUMBER_DRAINING',
    'PRECONDITION_FAILED',
  ],
});

export const deleteGroup = endpoint({
  method: 'DELETE',
  path: `${API_BASE}/groups/:groupId`,
  summary: 'Delete a group; its numbers drain first',
  allow: 'admin',
  params,
  answers: { 202: { description: 'The group as it drains', schema: Group } },
  problems: ['GROUP_NOT_FOUND', 'PRECONDITION_FAILED'],
});
