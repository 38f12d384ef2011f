import { setTimeout as sleep } from 'node:timers/promises';
import { Chance } from '../../builders/chance.js';
import { checkHistory } from '../check-history.js';
import { type Operation } from '../operation.js';
import { type Violation } from '../violation.js';
import { Administrator } from './administrator.js';
import { checkQuiet } from './quiet.js';
import { Client } from './client.js';
import { Fleet } from './fleet.js';
import { World } from './world.js';

export interface HistoryOptions {
  /** Of all clients together, answered ones. */
  readonly operations: number;
  readonly clients: number;
  readonly apis: number;
  readonly workers: number;
  /** From one fault to the next of its kind, at most. */
  readonly breakMs: number;
  /** Of everything that happens by chance, but for what the machine does. */
  readonly seed: number;
}

export interface HistoryRun {
  readonly seed: number;
  readonly operations: number;
  readonly kills: number;
  readonly pauses: number;
  readonly tookMs: number;
  readonly history: readonly Operation[];
  readonly violations: readonly Violation[];
  /** What was wrong with the pools when all was quiet, and answers that nobody should get. */
  readonly complaints: readonly string[];
}

/**
 * R5: many clients and an administrator at the processes of one installation, which are killed and paused meanwhile, and
 * what the checker finds of it.
 */
export async function runHistory(options: HistoryOptions): Promise<HistoryRun> {
  const { seed, operations, clients, apis, workers } = options;
  const from = performance.now();
  const chance = Chance.of(seed, 0);
  const fleet = await Fleet.open(apis, workers);
  const world = await World.create(fleet, chance);
  const faults = strike(fleet, options, () => fleet.answered < operations);

  const players = [
    ...Array.from({ length: clients }, (_, index) => new Client(world, Chance.of(seed, index + 3))),
    new Administrator(world, chance),
  ];
  await Promise.all(players.map((player) => play(world, player, operations)));
  const struck = await faults;
  const played = fleet.answered;

  const complaints = await checkQuiet(world, chance);
  await fleet.close();
  const violations = checkHistory(world.history);
  const tookMs = Math.round(performance.now() - from);
  return {
    ...{ seed, operations: played, ...struck, tookMs, history: world.history, violations },
    complaints: [...world.surprises, ...complaints],
  };
}

/** One step after the other; one that a paused process does not answer goes on beside the next ones. */
async function play(world: World, player: Client | Administrator, operations: number): Promise<void> {
  const open = new Set<Promise<void>>();
  while (world.fleet.answered < operations) {
    const step: Promise<void> = player.step().finally(() => open.delete(step));
    open.add(step);
    if (player instanceof Client) await patiently(step);
    else await Promise.all([step, sleep(ADMINISTRATOR_RESTS_MS)]);
  }
  await Promise.all(open);
}

async function patiently(step: Promise<void>): Promise<void> {
  const given = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    given.resolve(undefined);
  }, PATIENCE_MS);
  await Promise.race([step, given.promise]);
  clearTimeout(timer);
}

/** One process after the other is killed, and beside that, one after the other is paused past the expiry. */
async function strike(
  fleet: Fleet,
  { seed, breakMs }: HistoryOptions,
  goesOn: () => boolean,
): Promise<Pick<HistoryRun, 'kills' | 'pauses'>> {
  const struck = { kills: 0, pauses: 0 };
  const again = async (kind: keyof typeof struck, chance: Chance, one: () => Promise<boolean>) => {
    do {
      await sleep(chance.below(breakMs));
      if (await one()) struck[kind] += 1;
    } while (goesOn());
  };
  const [kills, pauses] = [Chance.of(seed, 1), Chance.of(seed, 2)];
  await Promise.all([
    again('kills', kills, () => fleet.kill(kills)),
    again('pauses', pauses, () => fleet.pause(pauses, PAUSE_MS + pauses.below(PAUSE_LONGER_MS))),
  ]);
  return struck;
}

const PATIENCE_MS = 1_000;
const ADMINISTRATOR_RESTS_MS = 20;
/** Longer than any call-in lives. */
const PAUSE_MS = 10_500;
const PAUSE_LONGER_MS = 3_000;
