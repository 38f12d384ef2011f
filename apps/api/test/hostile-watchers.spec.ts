import { type Import, type ImportSnapshot, type SocketRefusal } from '@ctci/contracts';
import { connect, ImportWatcher } from '@ctci/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Socket as TcpSocket } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { type CheckedClient } from './support/checked-client.js';
import { KEY, System } from './support/system.js';

/** Without a worker at first: what is uploaded waits until a test has its watchers. */
const system = new System();
let api: CheckedClient;
let importIds: string[] = [];
const sockets: { close: () => unknown }[] = [];

beforeAll(async () => {
  api = await system.startApi();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
  importIds = [];
});
afterAll(() => system.stop());

let made = 0;
async function upload(rows: number): Promise<string> {
  const { id } = await api.createGroup({ name: `Group ${++made}` });
  const csv = Array.from({ length: rows }, (_, row) => `${'x'.repeat(150)}${row},\n`).join('');
  const { id: importId } = await api.startImport(id, csv, '?onError=skip');
  importIds.push(importId);
  return importId;
}

/** Has the imports of a test run to their ends, seen by a watcher of each that is as it should be. */
async function runAll(): Promise<void> {
  const watchers = await Promise.all(importIds.map((id) => ImportWatcher.watch(api, id)));
  sockets.push(...watchers);
  const worker = await system.start('import-worker');
  await Promise.all(watchers.map((watcher) => watcher.until(isDone)));
  await worker.stop();
  for (const watcher of watchers) await expectTruth(watcher);
}
const isDone = ({ status }: Import) => status === 'completed';

async function expectTruth(watcher: ImportWatcher): Promise<void> {
  const truth = { import: await api.getImport(watcher.import!.id), errors: await api.allRowErrors(watcher.import!.id) };
  expect({ import: watcher.import, errors: watcher.errors }).toEqual(truth);
}

/** A socket whose connection a test may hold up, or write nonsense to. */
async function rawSocket() {
  const socket = io(api.url, { auth: { apiKey: KEY }, transports: ['websocket'], reconnection: false, forceNew: true });
  sockets.push(socket);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  const { ws } = socket.io.engine.transport as unknown as { ws: { _socket: TcpSocket; send: (data: unknown) => void } };
  return {
    socket,
    tcp: ws._socket,
    write: (data: unknown) => {
      ws.send(data);
    },
  };
}
const ask = (socket: Socket, importId: string) =>
  socket.timeout(20_000).emitWithAck('import:watch', { importId }) as Promise<ImportSnapshot | SocketRefusal>;
const goneFrom = (socket: Socket) => new Promise((resolve) => socket.once('disconnect', resolve));

const GARBAGE: readonly unknown[] = [
  'x{',
  '9',
  '42["import:watch",{"importId":',
  '42{"importId":1}',
  '459-["import:watch",{"_placeholder":true,"num":0}]', // whose bytes never come
  Buffer.alloc(100), // bytes that nothing has announced
  '40/admin,',
];

describe('nobody else is hurt, and the truth arrives', () => {
  it('when a watcher reads nothing for as long as its import runs: it has everything once it reads', async () => {
    const importId = await upload(10_000);
    const { socket, tcp } = await rawSocket();
    const slow = await ImportWatcher.watch(api, importId, socket);
    tcp.pause();
    await runAll();
    expect(slow.import?.status).toBe('queued');

    tcp.resume();
    await slow.until(isDone);
    await expectTruth(slow);
  });

  it('when a watcher never reads: it is let go before what waits for it grows without end', async () => {
    for (let count = 0; count < 6; count += 1) await upload(10_000);
    const { socket, tcp } = await rawSocket();
    for (const id of importIds) expect(await ask(socket, id)).toMatchObject({ ok: true });
    const gone = goneFrom(socket);
    tcp.pause();
    await runAll();

    tcp.resume();
    await gone;
  });

  it('when watchers send garbage', async () => {
    const importId = await upload(1_000);
    for (const garbage of GARBAGE) {
      const { write } = await rawSocket();
      for (let count = 0; count < 100; count += 1) write(garbage);
    }
    await runAll();

    const { socket } = await rawSocket();
    expect(await ask(socket, importId)).toMatchObject({ ok: true });
  });

  it('when one asks for an import without the right to: it hears nothing of it', async () => {
    await system.addKey('only-for-calls', ['call-ins:create']);
    const importId = await upload(1_000);
    const socket = (await connect(api.url, 'only-for-calls')) as unknown as Socket;
    sockets.push(socket);
    const heard: string[] = [];
    socket.onAny((event: string) => heard.push(event));
    expect(await ask(socket, importId)).toEqual({ ok: false, code: 'FORBIDDEN' });
    await runAll();

    expect(await ask(socket, importId)).toEqual({ ok: false, code: 'FORBIDDEN' }); // whatever came before has come
    expect(heard).toEqual([]);
  });
});
