import { type AuditCode, type GroupSettings, type PlannedNumber } from '@ctci/domain';
import { type AuditedChange, changedFacts, type GroupDocument } from '@ctci/persistence';

/** Numbers that a group is made with are counted: they stand in the pool. */
export const groupCreated = (group: GroupDocument): AuditedChange => ({
  ...about(group, 'group.created'),
  before: null,
  after: { settings: group.settings, poolSize: group.poolSize },
});

export const settingsChanged =
  (before: GroupSettings) =>
  (group: GroupDocument): AuditedChange => ({
    ...about(group, 'group.settings.changed'),
    ...changedFacts(before, group.settings),
  });

export const groupDeleted = (group: GroupDocument): AuditedChange => ({
  ...about(group, 'group.deleted'),
  before: { settings: group.settings, poolSize: group.poolSize },
  after: null,
});

export const numberAdded =
  (groupId: string) =>
  (number: PlannedNumber): AuditedChange => ({
    ...aboutNumber(groupId, number, 'number.added'),
    before: null,
    after: { ...number },
  });

export const numberChanged =
  (groupId: string, before: PlannedNumber) =>
  (number: PlannedNumber): AuditedChange => ({
    ...aboutNumber(groupId, before, 'number.changed'),
    ...changedFacts(before, number),
  });

export const numberDeleted =
  (groupId: string) =>
  (number: PlannedNumber): AuditedChange => ({
    ...aboutNumber(groupId, number, 'number.deleted'),
    before: { ...number },
    after: null,
  });

function about({ _id, name }: GroupDocument, what: AuditCode) {
  const id = _id.toHexString();
  return { what, subject: { kind: 'group' as const, id, name }, groupId: id };
}

const aboutNumber = (groupId: string, { dnis }: PlannedNumber, what: AuditCode) => ({
  what,
  subject: { kind: 'number' as const, id: dnis, name: dnis },
  groupId,
});
