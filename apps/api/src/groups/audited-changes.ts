import { type AuditCode, type GroupSettings, type PlannedNumber } from '@ctci/domain';
import { type AuditedChange, changedFacts, type GroupDocument, type WholeGroup } from '@ctci/persistence';

export const groupCreated =
  (numbers: readonly PlannedNumber[]) =>
  (group: GroupDocument): AuditedChange => ({
    ...about(group, 'group.created'),
    before: null,
    after: factsOf(
      group,
      numbers.map(({ dnis }) => dnis),
    ),
  });

export const settingsChanged =
  (before: GroupSettings) =>
  (group: GroupDocument): AuditedChange => ({
    ...about(group, 'group.settings.changed'),
    ...changedFacts(before, group.settings),
  });

export const groupDeleted = ({ group, numbers }: WholeGroup): AuditedChange => ({
  ...about(group, 'group.deleted'),
  before: factsOf(group, numbers),
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

const factsOf = ({ settings, poolSize }: GroupDocument, numbers: readonly string[]) => ({
  ...{ settings, poolSize, numbers },
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
