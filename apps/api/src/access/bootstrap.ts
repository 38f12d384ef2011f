import { type FirstStart, newSecret } from '@ctci/persistence';
import { BootError, correlationIdOf } from '@ctci/platform';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { mkdir, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Passwords } from './passwords.js';

/** Where the first key goes. */
export interface BootstrapOptions {
  /** The key that the operator chose; without one it is made, and a person's sign-in with it. */
  readonly key?: string | undefined;
  readonly dataDir: string;
}

interface MadeAccess {
  readonly key: string;
  readonly password: string;
}

/**
 * The first start of a database makes its first administrator's key, and unless the operator chose it a first
 * administrator's sign-in; once, however many processes start, and never again. What was made is shown on the terminal,
 * or where there is none written to a file that only its owner may read.
 */
export class Bootstrap implements OnApplicationBootstrap {
  private readonly logger = new Logger(Bootstrap.name);

  constructor(
    private readonly firstStart: FirstStart,
    private readonly passwords: Passwords,
    private readonly options: BootstrapOptions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (await this.firstStart.hasBeen()) return;
    if (this.options.key) await this.firstStart.make(this.options.key, null, correlationIdOf(undefined));
    else if (process.stdout.isTTY) await this.makeForTerminal(newAccess());
    else await this.makeForFile(newAccess());
  }

  private async makeForTerminal(made: MadeAccess): Promise<void> {
    if (!(await this.make(made))) return;
    process.stdout.write(`\n  Shown this once:\n\n${linesOf(made, '  ')}\n`);
  }

  /** Written down before the database takes it: what nobody can read would lock everybody out. */
  private async makeForFile(made: MadeAccess): Promise<void> {
    const file = join(this.options.dataDir, 'first-sign-in');
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    try {
      await mkdir(this.options.dataDir, { recursive: true });
      await writeFile(draft, linesOf(made), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      throw new BootError(`DATA_DIR: cannot write the first sign-in to ${file}: ${(error as Error).message}`);
    }
    if (await this.make(made)) {
      await rename(draft, file);
      this.logger.log(`the first administrator's sign-in and API key were made and are in ${file}`);
    } else {
      await unlink(draft);
    }
  }

  private async make({ key, password }: MadeAccess): Promise<boolean> {
    const person = { email: FIRST_EMAIL, passwordHash: await this.passwords.hash(password) };
    return this.firstStart.make(key, person, correlationIdOf(undefined));
  }
}

/** No address that mail could be sent to: nothing here sends any. */
const FIRST_EMAIL = 'administrator@localhost';

const newAccess = (): MadeAccess => ({ key: `ctci_${newSecret()}`, password: newSecret() });

const linesOf = ({ key, password }: MadeAccess, indent = '') =>
  [`E-mail    ${FIRST_EMAIL}`, `Password  ${password}`, `API key   ${key}`]
    .map((line) => `${indent}${line}\n`)
    .join('');
