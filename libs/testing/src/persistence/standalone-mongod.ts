import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { findService } from '../services/find-service.js';
import { freePort } from '../services/free-port.js';
import { keeper } from '../services/keeper.js';

/**
 * Starts a MongoDB that is no replica set, from where `npm test` has its own. It dies with the jest process.
 *
 * @returns its URI, and how to stop it
 */
export async function startStandaloneMongod(): Promise<{ uri: string; stop: () => Promise<void> }> {
  const [binary, port] = await Promise.all([findService('mongodb'), freePort()]);
  const dir = mkdtempSync(join(tmpdir(), 'ctci-mongod-'));
  keeper.removeAtEnd(dir);
  const { stop } = await keeper.start({
    command: binary,
    args: ['--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket', '--dbpath', dir, '--quiet'],
    env: process.env,
    logFile: join(dir, 'mongod.log'),
    graceMs: 10_000,
  });
  const uri = `mongodb://127.0.0.1:${port}/test-standalone`;
  const client = await MongoClient.connect(uri);
  await client.close();
  return { uri, stop };
}
