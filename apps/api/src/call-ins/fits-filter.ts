import { type CallInDocument, type CallInsFilter } from '@ctci/persistence';

/** Whether a listing by this filter would have the record, as it stands now. */
export function fitsFilter(callIn: CallInDocument, filter: Omit<CallInsFilter, 'after' | 'limit'>): boolean {
  const { from, to, groups, ...fields } = filter;
  const isOfTime = (!from || callIn.createdAt >= from) && (!to || callIn.createdAt < to);
  const isOfGroups = groups?.some(({ id }) => id === callIn.groupId.toHexString()) ?? true;
  return (
    isOfTime && isOfGroups && FIELDS.every((field) => fields[field] === undefined || fields[field] === callIn[field])
  );
}

const FIELDS = ['groupName', 'dnis', 'state', 'caller', 'callbackServiceId'] as const;
