import { ApiKeyRepository } from '@ctci/persistence';
import { BootError } from '@ctci/platform';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { mkdir, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the first key goes. */
export interface BootstrapOptions {
  /** The key that the operator chose; without one it is made. */
  readonly key?: string | undefined;
  readonly dataDir: string;
}

/**
 * The first start of a database makes its first administrator's key; once, however many processes start, and never
 * again. A key that was made is shown on the terminal, or where there is none written to a file that only its owner
 * may read.
 */
@Injectable()
export class Bootstrap implements OnApplicationBootstrap {
  private readonly logger = new Logger(Bootstrap.name);

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly options: BootstrapOptions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (await this.keys.hasBootstrap()) return;
    if (this.options.key) await this.keys.bootstrap(this.options.key);
    else if (process.stdout.isTTY) await this.makeForTerminal();
    else await this.makeForFile();
  }

  private async makeForTerminal(): Promise<void> {
    const key = newKey();
    if (!(await this.keys.bootstrap(key))) return;
    process.stdout.write(`\n  The administrator's API key, shown this once: ${key}\n\n`);
  }

  /** Written down before the database takes it: a key that nobody can read would lock everybody out. */
  private async makeForFile(): Promise<void> {
    const key = newKey();
    const file = join(this.options.dataDir, 'first-api-key');
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    try {
      await mkdir(this.options.dataDir, { recursive: true });
      await writeFile(draft, `${key}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      throw new BootError(`DATA_DIR: cannot write the first API key to ${file}: ${(error as Error).message}`);
    }
    if (await this.keys.bootstrap(key)) {
      await rename(draft, file);
      this.logger.log(`the administrator's API key was made and is in ${file}`);
    } else {
      await unlink(draft);
    }
  }
}

const newKey = () => randomBytes(32).toString('base64url');
