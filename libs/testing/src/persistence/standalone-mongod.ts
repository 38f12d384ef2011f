import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import { keeper, root } from '../services/keeper.js';

/**
 * Starts a MongoDB that is no replica set, from where `npm test` has its own. It dies with the jest process.
 *
 * @returns its URI, and how to stop it
 */
export async function startStandaloneMongod(): Promise<{ uri: string; stop: () => Promise<void> }> {
  const [binary, port] = await Promise.all([findMongod(), freePort()]);
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

async function findMongod(): Promise<string> {
  const services = join(root, 'scripts', 'services');
  const script = `
    import { mongodb } from ${JSON.stringify(join(services, 'catalogue.js'))};
    import { findBinary } from ${JSON.stringify(join(services, 'find-binary.js'))};
    process.stdout.write((await findBinary(mongodb, () => {})).path);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return stdout;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
