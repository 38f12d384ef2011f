import { Logger } from '@nestjs/common';
import { type Connection, type ConnectOptions, createConnection } from 'mongoose';
import { prepareDatabase, UnusableDatabase } from './prepare-database.js';

/**
 * How every process talks to MongoDB, whatever its URI says: what a user was told is accepted is on a majority, and
 * decisions are read from the primary. A server that no longer answers is given up within seconds.
 */
const SAFE: ConnectOptions = {
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
  readConcern: { level: 'majority' },
  retryWrites: true,
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 5_000,
  heartbeatFrequencyMS: 2_000,
};

/**
 * Connects, and makes the database ready for use. A MongoDB that was started together with this process may take
 * {@link COME_UP_MS} to answer.
 *
 * @throws {UnusableDatabase} when none answers, or it refuses
 */
export async function connectDatabase(uri: string): Promise<Connection> {
  const deadline = performance.now() + COME_UP_MS;
  let hasWaited = false;
  for (;;) {
    try {
      return await connectOnce(uri);
    } catch (error) {
      const { name, message } = error as Error;
      if (name !== 'MongooseServerSelectionError') throw error;
      if (performance.now() > deadline) throw new UnusableDatabase(`MONGODB_URI: no MongoDB answers: ${message}`);
      if (!hasWaited) logger.warn(`no MongoDB answers yet, trying for ${COME_UP_MS / 1_000} s: ${message}`);
      hasWaited = true;
    }
  }
}

async function connectOnce(uri: string): Promise<Connection> {
  const connection = createConnection();
  try {
    await connection.openUri(uri, { ...SAFE, ...nameIn(uri), autoIndex: false, autoCreate: false });
    return await prepareDatabase(connection);
  } catch (error) {
    await connection.close(true);
    throw REFUSALS.has((error as Error).name)
      ? new UnusableDatabase(`MONGODB_URI: ${(error as Error).message}`)
      : error;
  }
}

/** By which the server tells this installation's connections from others'; a URI may say its own. */
const nameIn = (uri: string): ConnectOptions => (/[?&]appName=/i.test(uri) ? {} : { appName: 'click-to-call-in' });

const logger = new Logger('MongoDB');

const COME_UP_MS = 15_000;

/** A URI that says nothing sensible, a password that is not right. */
const REFUSALS = new Set([
  'MongoParseError',
  'MongoInvalidArgumentError',
  'MongoMissingCredentialsError',
  'MongoServerError',
]);
