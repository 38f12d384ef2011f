/** Numbers in one group, at most; draining ones do not count. */
export const POOL_MAX = 10_000;

/** A draft takes no call-ins until its first number; a group that is being deleted takes none any more. */
export type GroupState = 'draft' | 'active' | 'deleting';

/** @param group.poolSize numbers that are not draining */
export function groupState(group: { readonly deleting: boolean; readonly poolSize: number }): GroupState {
  if (group.deleting) return 'deleting';
  return group.poolSize === 0 ? 'draft' : 'active';
}
