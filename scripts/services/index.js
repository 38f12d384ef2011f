import { mkdtemp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongodb, redis } from './catalogue.js';
import { claimFolder } from './data-folder.js';
import { findBinary, NoBinary, waysOut } from './find-binary.js';
import { probeMongodb, startMongod } from './mongod.js';
import { probeRedis, startRedis } from './redis-server.js';

/** @typedef {import('../terminal.js').Reporter} Reporter */
/** @typedef {import('./keep.js').Keeper} Keeper */
/** @typedef {import('./keep.js').Kept} Kept */

/**
 * @typedef {object} Services
 * @property {string} mongodbUri without a database where it is ours, else exactly the user's
 * @property {string} redisUrl
 * @property {{ MONGODB_URI: string, REDIS_URL: string }} env what an app needs to use them
 * @property {boolean} ownsMongodb false when MONGODB_URI named it
 * @property {Kept[]} kept what was started for it
 * @property {string} dir holds the data and the logs
 */

/**
 * Brings up MongoDB and Redis under a keeper, each from the first place that has one. They stop with the keeper.
 *
 * @param {Keeper} keeper
 * @param {{ dataDir?: string, report: Reporter }} options without a data folder they get a throw-away one, removed at
 *   the end
 * @returns {Promise<Services>}
 */
export async function startServices(keeper, { dataDir, report }) {
  const dir = dataDir ? await takeFolder(keeper, dataDir) : await makeThrowAwayFolder(keeper);
  await mkdir(join(dir, 'logs'), { recursive: true });

  // An empty variable is how some tools say that there is none.
  const uris = { mongodb: process.env.MONGODB_URI || undefined, redis: process.env.REDIS_URL || undefined };
  const binaries = await findBinaries(uris, report);

  const files = (/** @type {'mongodb' | 'redis'} */ name) => ({
    binary: binaries[name]?.path ?? '',
    dir: join(dir, name),
    logFile: join(dir, 'logs', `${name}.log`),
  });
  const database = await report.step('MongoDB', async (tell) => {
    if (uris.mongodb) return useGiven(mongodb, uris.mongodb, probeMongodb, tell);
    const started = await startMongod(keeper, files('mongodb'));
    tell(`MongoDB ${binaries.mongodb?.version} on ${new URL(started.uri).host}`);
    return started;
  });
  const queues = await report.step('Redis', async (tell) => {
    if (uris.redis) return useGiven(redis, uris.redis, probeRedis, tell);
    const started = await startRedis(keeper, files('redis'));
    tell(`Redis ${binaries.redis?.version} on ${new URL(started.uri).host}`);
    return started;
  });

  return {
    mongodbUri: database.uri,
    redisUrl: queues.uri,
    env: { MONGODB_URI: uris.mongodb ?? database.uri.replace('/?', '/ctci?'), REDIS_URL: queues.uri },
    ownsMongodb: !uris.mongodb,
    kept: [database.kept, queues.kept].filter((kept) => kept !== undefined),
    dir,
  };
}

/**
 * @param {Keeper} keeper
 * @param {string} dataDir
 */
async function takeFolder(keeper, dataDir) {
  keeper.removeAtEnd(await claimFolder(dataDir, keeper.pid));
  return dataDir;
}

/** @param {Keeper} keeper */
async function makeThrowAwayFolder(keeper) {
  const dir = await mkdtemp(join(tmpdir(), 'ctci-'));
  keeper.removeAtEnd(dir);
  return dir;
}

/**
 * Looks for both before it complains, so that one message tells everything.
 *
 * @param {{ mongodb?: string | undefined, redis?: string | undefined }} given
 * @param {Reporter} report
 */
async function findBinaries(given, report) {
  return report.step('Looking for MongoDB and Redis', async (tell) => {
    const missing = /** @type {NoBinary[]} */ ([]);
    const find = (/** @type {import('./catalogue.js').Service} */ service) =>
      findBinary(service, tell).catch((error) => {
        if (!(error instanceof NoBinary)) throw error;
        missing.push(error);
        return undefined;
      });
    const found = {
      mongodb: given.mongodb ? undefined : await find(mongodb),
      redis: given.redis ? undefined : await find(redis),
    };
    tell(missing.length > 0 ? 'Looking for MongoDB and Redis' : 'MongoDB and Redis found');
    if (missing.length > 0) throw waysOut(missing);
    return found;
  });
}

/**
 * @param {import('./catalogue.js').Service} service
 * @param {string} uri
 * @param {(uri: string) => Promise<void>} probe
 * @param {(label: string) => void} tell
 * @returns {Promise<{ uri: string, kept?: Kept }>}
 */
async function useGiven(service, uri, probe, tell) {
  tell(`${service.title} named by ${service.variable}`);
  await probe(uri);
  return { uri };
}
