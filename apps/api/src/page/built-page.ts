import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file of the built page, held in memory: there are few, and what is not among them cannot be asked for. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  /** Null where packing saves nothing. */
  readonly gzipped: Buffer | null;
}

/** The built page: its document, and its other files by path from the origin on. */
export interface BuiltPage {
  /** With {@link NONCE} wherever the answer's own goes. */
  readonly document: string;
  readonly files: ReadonlyMap<string, PageFile>;
}

/** What the build leaves for the nonce of each answer; see apps/web/vite.config.ts. */
export const NONCE = '__CSP_NONCE__';

/** @returns null where nothing has been built: the API serves programs all the same */
export function readBuiltPage(dir: string = BUILT_TO): BuiltPage | null {
  const paths = filesBelow(dir);
  if (!paths.includes('index.html')) return null;
  const others = paths.filter((path) => path !== 'index.html');
  return {
    document: readFileSync(join(dir, 'index.html'), 'utf8'),
    files: new Map(others.map((path) => [`/${path.split(sep).join('/')}`, readFile(join(dir, path))])),
  };
}

function readFile(path: string): PageFile {
  const body = readFileSync(path);
  const gzipped = gzipSync(body, { level: 9 });
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  return { type, body, gzipped: gzipped.length < body.length ? gzipped : null };
}

function filesBelow(dir: string): string[] {
  try {
    const entries: Dirent[] = readdirSync(dir, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => relative(dir, join(entry.parentPath, entry.name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Beside the built API, as both are in a checkout and in an image. */
const BUILT_TO = join(import.meta.dirname, '../../../web/dist/page');

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
