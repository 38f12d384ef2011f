import { type AuditCode, type AuditSubjectKind } from '@ctci/domain';

/** What was done, as an entry is headed. */
export const changes: Readonly<Record<AuditCode, string>> = {
  'group.created': 'Group created',
  'group.settings.changed': 'Group settings changed',
  'group.deleted': 'Group deleted',
  'number.added': 'Number added',
  'number.changed': 'Number changed',
  'number.deleted': 'Number deleted',
  'import.completed': 'Import completed',
  'import.corrected': 'Import corrected',
  'import.cancelled': 'Import cancelled',
  'import.undone': 'Import undone',
  'user.invited': 'Person invited',
  'user.created': 'Person added',
  'user.welcomed': 'Password set by one-time link',
  'user.reset': 'Password reset',
  'user.signed-out': 'Signed out everywhere',
  'user.removed': 'Person deleted',
  'user.name.changed': 'Name changed',
  'user.email.changed': 'E-mail address changed',
  'user.role.changed': 'Role changed',
  'user.disabled': 'Person disabled',
  'user.enabled': 'Person enabled',
  'user.password.changed': 'Password changed',
  'user.second-factor.begun': 'Second factor begun',
  'user.second-factor.on': 'Second factor set up',
  'user.second-factor.off': 'Second factor removed',
  'api-key.created': 'Key created',
  'api-key.rotated': 'Key rotated',
  'api-key.revoked': 'Key revoked',
  'caller.erased': 'Caller erased',
};

/** What it was done to; its name follows, except for a caller's, who has been forgotten. */
export const subjects: Readonly<Record<AuditSubjectKind, string>> = {
  group: 'Group',
  number: 'Number',
  import: 'Import',
  user: 'Person',
  'api-key': 'Key',
  caller: 'A caller',
};
