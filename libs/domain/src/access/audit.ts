/** Every change that the audit tells of: thing, then verb. Entries are kept, so that no code is ever renamed. */
export const AUDIT_CODES = [
  ...['group.created', 'group.settings.changed', 'group.deleted'],
  ...['number.added', 'number.changed', 'number.deleted'],
  ...['import.completed', 'import.corrected', 'import.cancelled', 'import.undone'],
  ...['user.invited', 'user.created', 'user.welcomed', 'user.reset', 'user.signed-out', 'user.removed'],
  ...['user.name.changed', 'user.email.changed', 'user.role.changed', 'user.disabled', 'user.enabled'],
  ...['user.password.changed', 'user.second-factor.begun', 'user.second-factor.on', 'user.second-factor.off'],
  ...['api-key.created', 'api-key.rotated', 'api-key.revoked'],
  'caller.erased',
] as const;
export type AuditCode = (typeof AUDIT_CODES)[number];

/** What a change can be about. */
export const AUDIT_SUBJECT_KINDS = ['group', 'number', 'import', 'user', 'api-key', 'caller'] as const;
export type AuditSubjectKind = (typeof AUDIT_SUBJECT_KINDS)[number];
