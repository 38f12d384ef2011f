import { type Role as DomainRole, ROLES } from '@ctci/domain';
import { z } from 'zod';
import { type Scope } from './endpoint.js';

/** What a person is to this installation. Whoever has no role can sign in, and nothing else. */
export const Role = z.enum(ROLES).meta({ id: 'Role' });
export type Role = DomainRole;

/** What a role lets a person do. */
export const SCOPES_OF_ROLE: Readonly<Record<Role, readonly Scope[]>> = {
  administrator: ['admin'],
  supervisor: ['read', 'read:personal'],
  developer: ['read'],
  monitor: ['read'],
};
