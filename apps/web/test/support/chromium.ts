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

const ROOT = join(import.meta.dirname, '../../../..');
const PACKAGE = join(ROOT, 'node_modules/@sparticuz/chromium/bin');
const STORE = join(ROOT, '.services/chromium');
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * A real Chromium from the first place that has one: `CHROMIUM`, PATH, or the npm package, which is unpacked once into a
 * folder that git ignores, with the libraries that a bare machine lacks.
 *
 * @throws Error that says how to get one
 */
export async function findChromium(): Promise<Chromium> {
  if (process.env.CHROMIUM) return { path: process.env.CHROMIUM, env: {} };
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const path of NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    if (await isExecutable(path)) return { path, env: {} };
  }
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(PACKAGE)) throw new Error(NO_CHROMIUM);
  await unpackOnce();
  return {
    path: join(STORE, 'chromium'),
    env: { LD_LIBRARY_PATH: join(STORE, 'lib'), FONTCONFIG_FILE: join(STORE, 'fonts.conf') },
  };
}

const NO_CHROMIUM =
  'The tests of the page need a Chromium, and there is none. Any one of these helps: set CHROMIUM to its path; ' +
  'install it so that it is on PATH (on Debian: apt install chromium); or, on Linux x64, npm install.';

/** A bare machine has no fonts either. */
const FONTS = `<fontconfig><dir>${STORE}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${STORE}/font-cache</cachedir></fontconfig>`;

/** Appears whole or not at all, however many test runs begin at once. */
async function unpackOnce(): Promise<void> {
  if (existsSync(join(STORE, 'chromium'))) return;
  const draft = `${STORE}-${process.pid}`;
  await mkdir(join(draft, 'lib'), { recursive: true });
  try {
    await unpack('chromium.br', join(draft, 'chromium'));
    await unpack('al2023.tar.br', join(draft, 'libraries.tar'));
    await unpack('fonts.tar.br', join(draft, 'fonts.tar'));
    await unpack('swiftshader.tar.br', join(draft, 'swiftshader.tar'));
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

async function unpack(name: string, to: string): Promise<void> {
  await pipeline(createReadStream(join(PACKAGE, name)), createBrotliDecompress(), createWriteStream(to));
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
