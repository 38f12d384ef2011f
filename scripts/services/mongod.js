import { mkdir } from 'node:fs/promises';
import { MongoClient } from 'mongodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlainError } from '../plain-error.js';
import { knock, onFreePort, untilReady } from './ready.js';

/** @typedef {import('mongodb').Db} Db */

const REPLICA_SET = 'rs0';
const NOT_YET_INITIALIZED = 94;

/**
 * Starts mongod as a replica set of one, since transactions and change streams need a replica set, and waits until it
 * takes writes.
 *
 * @param {import('./keep.js').Keeper} keeper
 * @param {{ binary: string, dir: string, logFile: string }} options
 * @returns {Promise<{ uri: string, kept: import('./keep.js').Kept }>} its URI has no database
 */
export async function startMongod(keeper, { binary, dir, logFile }) {
  await mkdir(dir, { recursive: true });
  return onFreePort(async (port) => {
    const args = [
      ...['--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
      ...['--dbpath', dir, '--replSet', REPLICA_SET, '--wiredTigerCacheSizeGB', '1', '--quiet'],
      ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
      // There is no other member that could take over: do not wait for one when stopping.
      ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=0'],
    ];
    const mongod = await keeper.start({ title: 'MongoDB', command: binary, args, logFile, graceMs: 20_000 });
    const kept = { ...mongod, lastWords: async () => inWords(await mongod.lastWords(100)) };
    await untilReady(kept, async () => (await knock({ host: '127.0.0.1', port })) === '');
    await becomePrimary(kept, port);
    return { uri: `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`, kept };
  });
}

/**
 * @param {import('./keep.js').Kept} kept
 * @param {number} port
 */
async function becomePrimary(kept, port) {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`);
  try {
    const admin = client.db('admin');
    await makeSoleMember(admin, `127.0.0.1:${port}`);
    await untilReady(kept, async () => Boolean((await admin.command({ hello: 1 })).isWritablePrimary));
  } finally {
    await client.close();
  }
}

/**
 * A new folder has no replica set; one used before names the port of that time, which is put right by force, since
 * mongod does not recognise itself under another port and would never become primary.
 *
 * @param {Db} admin
 * @param {string} host
 */
async function makeSoleMember(admin, host) {
  const settings = { electionTimeoutMillis: 1000 };
  const member = { _id: 0, host };
  const present = await admin.client
    .db('local')
    .collection('system.replset')
    .findOne({}, { readPreference: 'nearest' });

  if (!present) {
    const config = { _id: REPLICA_SET, members: [member], settings };
    await admin.command({ replSetInitiate: config });
  } else if (present.members[0].host !== host || present.members.length !== 1) {
    const config = { ...present, version: present.version + 1, members: [member] };
    await whenInitialised(() => admin.command({ replSetReconfig: config, force: true }));
  }
}

/**
 * Just after a start mongod may not have read its replica set yet.
 *
 * @param {() => Promise<unknown>} work
 */
async function whenInitialised(work, attempts = 100) {
  try {
    await work();
  } catch (error) {
    const { code } = /** @type {import('mongodb').MongoServerError} */ (error);
    if (code !== NOT_YET_INITIALIZED || attempts === 0) throw error;
    await sleep(50);
    await whenInitialised(work, attempts - 1);
  }
}

/**
 * What matters in mongod's JSON log: its errors, or else its last few messages.
 *
 * @param {string} log
 */
function inWords(log) {
  const entries = log.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
  const errors = entries.filter(({ s }) => s === 'E' || s === 'F');
  const telling = errors.length > 0 ? errors : entries.slice(-5);
  return telling.map(({ msg, attr }) => `  ${msg} ${JSON.stringify(attr ?? {})}`.slice(0, 300)).join('\n');
}

/**
 * @param {string} uri
 * @throws {PlainError} when nothing answers there
 */
export async function probeMongodb(uri) {
  try {
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 10_000 });
    await client.db('admin').command({ ping: 1 }).finally(() => client.close()); // prettier-ignore
  } catch (error) {
    throw new PlainError(
      `MONGODB_URI is set, but that MongoDB cannot be used: ${/** @type {Error} */ (error).message}`,
    );
  }
}
