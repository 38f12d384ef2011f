import { type CallIn, type Group, type PoolNumber } from '@ctci/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Chance } from '../../builders/chance.js';
import { checkPools, type PoolSeen } from '../check-pool.js';
import { Client } from './client.js';
import { type Asked } from './fleet.js';
import { type World } from './world.js';

/**
 * What is wrong with an installation that nobody asks for anything any more: at once, when all has ended, and when every
 * number is asked for.
 */
export async function checkQuiet(world: World, chance: Chance): Promise<string[]> {
  const atOnce = checkPools(await seePools(world, chance));
  const pools = await untilAllIsFree(world, chance);
  const busy = pools.flatMap(({ groupName, numbers }) =>
    numbers.filter(({ state }) => state !== 'free').map(({ dnis, state }) => `${dnis} of ${groupName} is ${state}`),
  );
  return [...atOnce, ...checkPools(pools), ...busy, ...(await handOutAll(world, pools, chance))];
}

async function seePools({ fleet, groups }: World, chance: Chance): Promise<PoolSeen[]> {
  return Promise.all(
    groups.map(async ({ id }) => {
      const { body: group } = await fleet.askUntilAnswered<Group>(chance, 'GET', `/api/v1/groups/${id}`);
      const path = `/api/v1/groups/${id}/numbers?limit=1000`;
      const { body } = await fleet.askUntilAnswered<{ items: PoolNumber[] }>(chance, 'GET', path);
      return { groupName: group.name, poolSize: group.poolSize, numbers: body.items };
    }),
  );
}

/** Gives up when no call-in can live any more; then some number never will be. */
async function untilAllIsFree(world: World, chance: Chance): Promise<PoolSeen[]> {
  for (let look = 1; ; look += 1) {
    const waiting = await world.fleet.askUntilAnswered<{ items: CallIn[] }>(
      chance,
      'GET',
      '/api/v1/call-ins?state=waiting&limit=1',
    );
    const pools = await seePools(world, chance);
    const isFree = pools.every(({ numbers }) => numbers.every(({ state }) => state === 'free'));
    if ((isFree && waiting.body.items.length === 0) || look === LOOKS_MAX) return pools;
    await sleep(AGAIN_MS);
  }
}

/** Every call-in, told of or not, as the last word of the history. */
async function lookAtAll({ fleet, history }: World, chance: Chance): Promise<void> {
  let cursor: string | null = '';
  while (cursor !== null) {
    const path = `/api/v1/call-ins?limit=1000${cursor && `&cursor=${cursor}`}`;
    const page: Asked<{ items: CallIn[]; nextCursor: string | null }> = await fleet.askUntilAnswered<{
      items: CallIn[];
      nextCursor: string | null;
    }>(chance, 'GET', path);
    const { startedAt, endedAt, body } = page;
    for (const { id, state } of body.items) history.push({ kind: 'look', startedAt, endedAt, callInId: id, state });
    cursor = body.nextCursor;
  }
}

/** A number that is free but cannot be had is lost: each of a pool must be handed out sooner or later. */
async function handOutAll(world: World, pools: readonly PoolSeen[], chance: Chance): Promise<string[]> {
  const client = new Client(world, chance);
  const lost = await Promise.all(
    world.groups.map(async (group) => {
      if (!group.isUnique) return [];
      const numbers = pools.find(({ groupName }) => groupName === group.name)?.numbers ?? [];
      const missing = new Set(numbers.map(({ dnis }) => dnis));
      for (let look = 0; missing.size > 0 && look < LOOKS_MAX; look += 1) {
        if (look > 0) await sleep(FOUND_AGAIN_MS / LOOKS_MAX);
        for (let more = await client.create(group); more; more = await client.create(group)) {
          missing.delete(more.dnis);
          world.waiting.set(more.id, more);
        }
      }
      return [...missing].map((dnis) => `${dnis} of ${group.name} is free and cannot be had`);
    }),
  );
  await Promise.all([...world.waiting.keys()].map((id) => client.cancel(id)));
  await lookAtAll(world, chance);
  return lost.flat();
}

const LOOKS_MAX = 40;
const AGAIN_MS = 500;
/** A number whose lease went astray is offered again within half a minute. */
const FOUND_AGAIN_MS = 40_000;
