import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { access, chmod, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

export interface Chromium {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Where a browser is looked for. */
export interface Machine {
  readonly env: Readonly<Partial<Record<'CHROMIUM' | 'PATH', string>>>;
  /** Such as `linux-x64`. */
  readonly kind: string;
  /** The folder of the npm package that holds the packed browser. */
  readonly packed: string;
}

const ROOT = join(import.meta.dirname, '../../../..');
const STORE = join(ROOT, '.services/chromium');
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const THIS_MACHINE: Machine = {
  env: process.env,
  kind: `${process.platform}-${process.arch}`,
  packed: join(ROOT, 'node_modules/@sparticuz/chromium/bin'),
};

/**
 * A real Chromium from the first place that has one: `CHROMIUM`, PATH, or the npm package, which is unpacked once into a
 * folder that git ignores, with the libraries that a bare machine lacks.
 *
 * @throws Error that says how to get one
 */
export async function findChromium({ env, kind, packed }: Machine = THIS_MACHINE): Promise<Chromium> {
  if (env.CHROMIUM) {
    if (await isExecutable(env.CHROMIUM)) return { path: env.CHROMIUM, env: {} };
    throw new Error(`CHROMIUM is ${env.CHROMIUM}, which cannot be run. ${HOW_TO_GET_ONE}`);
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const path of NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    if (await isExecutable(path)) return { path, env: {} };
  }
  if (kind !== 'linux-x64' || !existsSync(packed))
    throw new Error(`The tests of the page need a Chromium, and there is none. ${HOW_TO_GET_ONE}`);
  await unpackOnce(packed);
  return {
    path: join(STORE, 'chromium'),
    env: { LD_LIBRARY_PATH: join(STORE, 'lib'), FONTCONFIG_FILE: join(STORE, 'fonts.conf') },
  };
}

const HOW_TO_GET_ONE =
  'Any one of these helps: set CHROMIUM to the path of one; install it so that it is on PATH (on Debian: apt install ' +
  'chromium); or, on Linux x64, npm install.';

/** A bare machine has no fonts either. */
const FONTS = `<fontconfig><dir>${STORE}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${STORE}/font-cache</cachedir></fontconfig>`;

/** Appears whole or not at all, however many test runs begin at once. */
async function unpackOnce(packed: string): Promise<void> {
  if (existsSync(join(STORE, 'chromium'))) return;
  const draft = `${STORE}-${process.pid}`;
  await mkdir(join(draft, 'lib'), { recursive: true });
  try {
    await unpack(join(packed, 'chromium.br'), join(draft, 'chromium'));
    await unpack(join(packed, 'al2023.tar.br'), join(draft, 'libraries.tar'));
    await unpack(join(packed, 'fonts.tar.br'), join(draft, 'fonts.tar'));
    await unpack(join(packed, 'swiftshader.tar.br'), join(draft, 'swiftshader.tar'));
    for (const archive of ['libraries.tar', 'fonts.tar', 'swiftshader.tar']) untar(join(draft, archive), draft);
    await writeFile(join(draft, 'fonts.conf'), FONTS);
    await chmod(join(draft, 'chromium'), 0o755);
    await rename(draft, STORE);
  } catch (error) {
    if (!existsSync(join(STORE, 'chromium'))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function unpack(archive: string, to: string): Promise<void> {
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(to));
}

function untar(archive: string, into: string): void {
  const { status, stderr } = spawnSync('tar', ['-xf', archive, '-C', into], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${archive} could not be unpacked: ${stderr}`);
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
