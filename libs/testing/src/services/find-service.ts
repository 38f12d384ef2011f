import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './keeper.js';

/** The binary of a service, from where `npm test` has its own. */
export async function findService(name: 'mongodb' | 'redis'): Promise<string> {
  const services = join(root, 'scripts', 'services');
  const script = `
    import { ${name} } from ${JSON.stringify(join(services, 'catalogue.js'))};
    import { findBinary } from ${JSON.stringify(join(services, 'find-binary.js'))};
    process.stdout.write((await findBinary(${name}, () => {})).path);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return stdout;
}
