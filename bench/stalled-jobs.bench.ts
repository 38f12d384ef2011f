/**
 * How long the job of a killed worker waits for another one, by BullMQ's settings: what the ADR on crash settings chose
 * from. Twenty queues for each setting, all with one worker in a process that is killed and one in a process that is not.
 */
import { testRedisUrl, uniquePrefix } from '@ctci/testing';
import { Queue, Worker } from 'bullmq';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, spread } from './lib/measure.ts';
import { printTable, writeResults } from './lib/report.ts';

/** Seconds; BullMQ's defaults first. */
const SETTINGS = [
  { lock: 30, check: 30 },
  { lock: 10, check: 5 },
  { lock: 5, check: 5 },
  { lock: 5, check: 3 },
  { lock: 5, check: 2 },
  { lock: 5, check: 1 },
  { lock: 2, check: 1 },
];
const QUEUES = 20;
const STEADY_AFTER_MS = 35_000;

const [, , asVictim] = process.argv;
const prefix = asVictim ?? uniquePrefix();
const connection = { url: testRedisUrl() };
const queues = SETTINGS.flatMap((setting) =>
  Array.from({ length: QUEUES }, (_, index) => ({ setting, name: `${setting.lock}-${setting.check}-${index}` })),
);

function work({ setting, name }: (typeof queues)[number], process: () => Promise<void>): Worker {
  const times = { lockDuration: setting.lock * 1_000, stalledInterval: setting.check * 1_000 };
  return new Worker(name, process, { connection, prefix, maxStalledCount: 100, ...times });
}

if (asVictim) {
  const taken = queues.map(
    (queue) => new Promise<void>((resolve) => work(queue, () => (resolve(), new Promise(() => undefined)))),
  );
  process.send?.('ready');
  await Promise.all(taken);
  process.send?.('taken');
  await new Promise(() => undefined);
}

const victim = fork(new URL(import.meta.url), [prefix]);
await once(victim, 'message');
const producers = queues.map(({ name }) => new Queue(name, { connection, prefix }));
await Promise.all(
  producers.map(async (queue) => {
    await sleep(Math.random() * 5_000); // so that no two locks are as old as one another
    await queue.add('job', {});
  }),
);
await once(victim, 'message');

let killedAt = 0;
const waited = new Map<string, number>();
const survivors: Worker[] = [];
const pickedUp = queues.map(async (queue) => {
  await sleep(Math.random() * queue.setting.check * 1_000);
  await new Promise<void>((resolve) => {
    survivors.push(
      work(queue, () => {
        waited.set(queue.name, performance.now() - killedAt);
        resolve();
        return Promise.resolve();
      }),
    );
  });
});
await sleep(STEADY_AFTER_MS);
killedAt = performance.now();
victim.kill('SIGKILL');
await Promise.all(pickedUp);

const figures = SETTINGS.map((setting) => ({
  ...setting,
  waited: queues.filter((queue) => queue.setting === setting).map(({ name }) => waited.get(name) ?? NaN),
}));
printTable(
  ['lockDuration', 'stalledInterval', 'median', 'range', 'at most'],
  figures.map(({ lock, check, waited }) => [
    ...[
      `${lock} s`,
      `${check} s`,
      `${Math.round(median(waited))} ms`,
      `${spread(waited)} ms`,
      `${Math.max(lock + 2 * check, 4 * check)} s`,
    ],
  ]),
);
await writeResults('stalled-jobs', { figures });
await Promise.all([...survivors, ...producers].map((one) => one.close()));
