import { z } from 'zod';
import { type Scope } from './endpoint.js';

/** What a person is to this installation. Whoever has no role can sign in, and nothing else. */
export const Role = z.enum(['administrator', 'developer', 'supervisor', 'monitor']).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

/** As people say it. */
export const ROLE_LABELS: Readonly<Record<Role, string>> = {
  administrator: 'Callback Administrator',
  developer: 'Callback Developer',
  supervisor: 'Supervisor',
  monitor: 'Monitor',
};

/** What a role lets a person do. */
export const SCOPES_OF_ROLE: Readonly<Record<Role, readonly Scope[]>> = {
  administrator: ['admin'],
  developer: ['read'],
  supervisor: ['read', 'read:personal'],
  monitor: ['read'],
};
