import { type Import, importJob, importQueue, type ImportSnapshot, type SocketRefusal } from '@ctci/contracts';
import { Redis } from '@ctci/platform';
import { connect, ImportWatcher, type StartedApp, uniquePrefix, until } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { ObjectId } from 'mongodb';
import { type Socket as TcpSocket } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { type CheckedClient } from './support/checked-client.js';
import { dnisOf } from './support/numbers.js';
import { KEY, System } from './support/system.js';

/**
 * Two processes that serve, and a third whose queue is another: it hears no news, and what is uploaded to it waits
 * until a test begins it.
 */
const system = new System();
const redis = new Redis(system.env.REDIS_URL!, { maxRetriesPerRequest: null });
const queue = new Queue(importQueue.name, { connection: redis, prefix: system.env.QUEUE_PREFIX! });
let one: CheckedClient;
let two: CheckedClient;
let deaf: CheckedClient;
let worker: StartedApp;

const sockets: { close: () => unknown }[] = [];
const opened = <T extends { close: () => unknown }>(socket: T): T => {
  sockets.push(socket);
  return socket;
};

beforeAll(async () => {
  [one, two, deaf, worker] = await Promise.all([
    system.startApi(),
    system.startApi(),
    system.startApi({ QUEUE_PREFIX: uniquePrefix() }),
    system.start('import-worker'),
  ]);
});

afterAll(async () => {
  for (const socket of sockets) socket.close();
  await queue.close();
  redis.disconnect();
  await system.stop();
});

let made = 0;
/** An import of so many rows, every second of them wrong, that has not begun yet. */
async function anImport(rows: number, headers: Record<string, string> = {}): Promise<Import> {
  const { id } = await one.createGroup({ name: `Group ${++made}` });
  const numbers = Array.from({ length: rows }, (_, index) => dnisOf(100_000 * made + index));
  const csv = numbers.map((dnis, index) => (index % 2 ? `x${index},\n` : `${dnis},\n`)).join('');
  const path = `/api/v1/groups/${id}/imports?onError=skip`;
  return (await deaf.send<Import>('POST', path, csv, { 'content-type': 'text/csv', ...headers })).body;
}
async function begin({ id }: Import): Promise<void> {
  const { correlationId } = (await system.database.collection('imports').findOne({ _id: new ObjectId(id) }))!;
  const { name, data, opts } = importJob({ importId: id, correlationId: correlationId as string });
  await queue.add(name, data, opts);
}
async function aFinishedImport(rows: number): Promise<Import> {
  const started = await anImport(rows);
  await begin(started);
  return until(() => one.getImport(started.id), isDone);
}
const isDone = ({ status }: Import) => status === 'completed';
const watch = async (api: CheckedClient, importId: string) => opened(await ImportWatcher.watch(api, importId));

/** Asks as any program may. */
async function rawSocket(api: CheckedClient) {
  const socket = opened(await connect(api.url, KEY)) as unknown as Socket;
  const ask = (...message: unknown[]) =>
    socket.timeout(20_000).emitWithAck('import:watch', ...message) as Promise<ImportSnapshot | SocketRefusal>;
  return { socket, ask };
}

/** What HTTP says is what a watcher must end up with. */
async function expectTruth(...watchers: ImportWatcher[]): Promise<void> {
  const [{ import: seen }] = watchers as [ImportWatcher];
  const truth = { import: await one.getImport(seen!.id), errors: await one.allRowErrors(seen!.id) };
  for (const watcher of watchers) expect({ import: watcher.import, errors: watcher.errors }).toEqual(truth);
}

interface Event {
  name: string;
  seq: number;
  round: number;
  importId: string;
  correlationId: string;
}

describe('an import that is watched from before its beginning', () => {
  it('is told step by step, each with the next seq, under the correlation id of its upload', async () => {
    const started = await anImport(10_000, { 'x-correlation-id': 'upload-7' });
    const { id } = started;
    const { socket, ask } = await rawSocket(one);
    const events: Event[] = [];
    socket.onAny((name: string, message: Omit<Event, 'name'>) => events.push({ name, ...message }));
    expect(await ask({ importId: id })).toMatchObject({ ok: true, import: { status: 'queued', seq: 1 }, errors: [] });
    const watcher = await watch(one, id);

    await begin(started);
    const { seq: last } = await watcher.until(isDone);
    await until(
      () => Promise.resolve(events.at(-1)?.seq),
      (seq) => seq === last,
    );
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: last - 1 }, (_, index) => index + 2));
    expect(new Set(events.map(({ importId, correlationId }) => `${importId} ${correlationId}`))).toEqual(
      new Set([`${id} upload-7`]),
    );
    expect([events[0], events.at(-1)]).toMatchObject([
      { name: 'import:changed', import: { status: 'validating', round: 1 } },
      { name: 'import:changed', import: { status: 'completed', counts: { rows: 10_000, rejected: 5_000 } } },
    ]);
    await expectTruth(watcher);

    const lines = (await worker.logs()).split('\n').filter((line) => line.includes(id));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every((line) => line.includes('"correlationId":"upload-7"'))).toBe(true);
  });
});

describe('watchers end up with exactly what HTTP says', () => {
  it('through two processes, one of them joining half-way', async () => {
    const started = await anImport(10_000);
    const early = await watch(one, started.id);
    await begin(started);
    await early.until(({ progress }) => progress.rowsDone > 0);
    const late = await watch(two, started.id);
    await Promise.all([early.until(isDone), late.until(isDone)]);
    await expectTruth(early, late);
  });

  it('when they come after the end', async () => {
    const { id } = await aFinishedImport(10);
    const late = await watch(two, id);
    expect(late.snapshots).toBe(1);
    await expectTruth(late);
  });

  it('when their connection breaks and they return', async () => {
    const started = await anImport(4_000);
    const watcher = await watch(one, started.id);
    watcher.socket.io.engine.close();
    await begin(started);
    await watcher.until(isDone);
    expect(watcher.snapshots).toBeGreaterThan(1);
    await expectTruth(watcher);
  });

  it('when no news of Redis reaches their process: it looks by itself', async () => {
    const started = await anImport(2_000);
    const watcher = await watch(deaf, started.id);
    await begin(started);
    await watcher.until(isDone);
    await expectTruth(watcher);
  });

  it('when a hundred of them watch ten imports at once', async () => {
    const imports = await Promise.all(Array.from({ length: 10 }, () => anImport(100)));
    const watchers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => watch(index % 2 ? one : two, imports[index % 10]!.id)),
    );
    await Promise.all(imports.map(begin));
    await Promise.all(watchers.map((watcher) => watcher.until(isDone)));
    for (const watcher of watchers) await expectTruth(watcher);
  });
});

describe('import:watch', () => {
  let importId: string;
  beforeAll(async () => {
    importId = (await aFinishedImport(2_400)).id;
  });

  it('answers the first 1,000 row errors, and where the rest is', async () => {
    const { ask } = await rawSocket(one);
    const snapshot = (await ask({ importId })) as ImportSnapshot;
    expect(snapshot.errors).toHaveLength(1_000);
    const rest = await one.get<{ items: unknown[] }>(
      `/api/v1/imports/${importId}/errors?limit=1000&cursor=${snapshot.nextCursor!}`,
    );
    expect([...snapshot.errors, ...rest.body.items]).toEqual(await one.allRowErrors(importId));
  });

  it('answers no row errors to whoever has them already', async () => {
    const { ask } = await rawSocket(one);
    const { import: current } = (await ask({ importId })) as ImportSnapshot;
    expect(await ask({ importId, lastSeq: current.seq })).toMatchObject({ ok: true, errors: [], nextCursor: null });
    const behind = (await ask({ importId, lastSeq: current.seq - 1 })) as ImportSnapshot;
    expect(behind.errors).toHaveLength(1_000);
  });

  it('answers nonsense with a refusal', async () => {
    const { ask } = await rawSocket(one);
    let deep: unknown[] = [];
    for (let depth = 0; depth < 2_000; depth += 1) deep = [deep];
    const refusal = { ok: false, code: 'VALIDATION_FAILED' };
    const nonsense: unknown[][] = [
      [],
      [null],
      [0],
      ['x'],
      [importId],
      [[importId]],
      [{}],
      [{ importId: null }],
      [{ importId: { $ne: null } }],
      [{ importId: importId.toUpperCase() }],
      [{ importId, lastSeq: -1 }],
      [{ importId, lastSeq: '1' }],
      [{ importId, more: 1 }],
      [{ importId }, { importId }],
      [{ importId: 'x'.repeat(16_000) }],
      [Buffer.alloc(1_000)],
      [{ importId: Buffer.from(importId) }],
      [deep],
      [JSON.parse('{"__proto__":{"importId":"x"}}')],
    ];
    for (const message of nonsense) expect(await ask(...message)).toEqual(refusal);
    expect(await ask({ importId: '0'.repeat(24) })).toEqual({ ok: false, code: 'IMPORT_NOT_FOUND' });
    expect(await ask({ importId })).toMatchObject({ ok: true });
  });

  it('lets other events and messages without an answer drop', async () => {
    const { socket, ask } = await rawSocket(one);
    for (const event of ['import:unknown', '', '__proto__', 'constructor', 'import:progress']) socket.emit(event, {});
    socket.emit('import:watch', null);
    socket.emit('import:watch', { importId });
    expect(await ask({ importId })).toMatchObject({ ok: true });
  });

  it('watches 100 imports on one socket, those again and no more', async () => {
    const { ask } = await rawSocket(one);
    const imports = await Promise.all(Array.from({ length: 101 }, () => anImport(2)));
    for (const { id } of imports.slice(0, 100)) expect(await ask({ importId: id })).toMatchObject({ ok: true });
    expect(await ask({ importId: imports[100]!.id })).toEqual({ ok: false, code: 'TOO_MANY_WATCHES' });
    expect(await ask({ importId: imports[0]!.id })).toMatchObject({ ok: true });
  });

  it('hurts nobody else when a message is too large: only its sender is let go', async () => {
    const [hostile, other] = [await rawSocket(one), await rawSocket(one)];
    const gone = new Promise((resolve) => hostile.socket.once('disconnect', resolve));
    hostile.socket.emit('import:watch', { importId: 'x'.repeat(1_000_000) });
    await gone;
    expect(await other.ask({ importId })).toMatchObject({ ok: true });
  });

  it('lets go of a watcher that asks without end and reads nothing', async () => {
    const socket = opened(io(one.url, { auth: { apiKey: KEY }, transports: ['websocket'], reconnection: false }));
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    const { ws } = socket.io.engine.transport as unknown as { ws: { _socket: TcpSocket } };
    const tcp = ws._socket;
    tcp.pause();
    const { ask } = await rawSocket(one);
    for (let round = 0; round < 40; round += 1) {
      for (let count = 0; count < 100; count += 1) socket.emit('import:watch', { importId }, () => undefined);
      expect(await ask({ importId })).toMatchObject({ ok: true });
    }
    tcp.resume();
    await gone;
  });
});

describe('a connection', () => {
  it.each([
    ['no key', {}],
    ['a wrong key', { auth: { apiKey: 'x'.repeat(32) } }],
    ['an empty key', { auth: { apiKey: '' } }],
    ['a key that is too long', { auth: { apiKey: 'x'.repeat(10_000) } }],
    ['an object for a key', { auth: { apiKey: { $ne: null } } }],
    ['a wrong key in the header', { extraHeaders: { 'x-api-key': 'wrong' } }],
  ])('is refused with %s', async (_, options) => {
    const socket = opened(io(one.url, { ...options, reconnection: false, forceNew: true }));
    const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
    expect(error.message).toBe('UNAUTHENTICATED');
  });

  it('may not watch with a key that may not read', async () => {
    await system.addKey('only-for-calls', ['call-ins:create']);
    const socket = opened(await connect(one.url, 'only-for-calls'));
    const answer: unknown = await socket.emitWithAck('import:watch', { importId: '0123456789abcdef01234567' });
    expect(answer).toEqual({ ok: false, code: 'FORBIDDEN' });
  });

  it('is let in with its key in the header', async () => {
    const socket = opened(io(one.url, { extraHeaders: { 'x-api-key': KEY }, forceNew: true }));
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    expect(socket.connected).toBe(true);
  });
});
