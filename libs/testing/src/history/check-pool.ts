import { type NumberState } from '@ctci/domain';

/** A pool as the API tells of it while nobody asks it for anything. */
export interface PoolSeen {
  readonly groupName: string;
  readonly poolSize: number;
  readonly numbers: readonly { readonly dnis: string; readonly state: NumberState }[];
}

/**
 * What is wrong with pools that are quiet: each has as many numbers that are free, leased or cooling as it says, and no
 * number is in two of them.
 */
export function checkPools(pools: readonly PoolSeen[]): string[] {
  const groupsOf = Map.groupBy(
    pools.flatMap(({ groupName, numbers }) => numbers.map(({ dnis }) => ({ dnis, groupName }))),
    ({ dnis }) => dnis,
  );
  const twice = [...groupsOf].filter(([, groups]) => groups.length > 1);
  return [
    ...pools.flatMap(({ groupName, poolSize, numbers }) => {
      const counted = numbers.filter(({ state }) => state !== 'draining').length;
      return counted === poolSize ? [] : [`${groupName} has ${counted} numbers and says ${poolSize}`];
    }),
    ...twice.map(([dnis, groups]) => `${dnis} is in ${groups.map(({ groupName }) => groupName).join(' and ')}`),
  ];
}
