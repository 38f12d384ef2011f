import { expect, it } from '@jest/globals';
import { type Role, roleOfClaim } from './role.js';

const NAMES = new Map<string, Role>([['cc-admins', 'administrator']]);

it.each([
  ['monitor', 'monitor'],
  [' Supervisor ', 'supervisor'],
  ['Callback Administrator', 'administrator'],
  [['monitor', 'callback developer'], 'developer'],
  [['developer', 'supervisor'], 'supervisor'],
  [['everybody', 'CC-Admins', 'monitor'], 'administrator'],
  [['everybody', 7, null, { monitor: true }], null],
  [{ role: 'administrator' }, null],
  ['administrators', null],
  ['', null],
  [undefined, null],
  [null, null],
])('of the claim %j the role is %s', (claim, role) => {
  expect(roleOfClaim(claim, NAMES)).toBe(role);
});

it('gives no role by a name that the installation has not given', () => {
  expect(roleOfClaim('cc-admins')).toBeNull();
  expect(roleOfClaim('constructor')).toBeNull();
});
