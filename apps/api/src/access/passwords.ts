import { normalPassword } from '@ctci/domain';
import { Injectable } from '@nestjs/common';
import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2) as (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>;

/** Passwords as they are kept: argon2id (RFC 9106), its costs written with each hash so that they can grow. */
@Injectable()
export class Passwords {
  /** @returns a PHC string */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    const hash = await hashWith(password, salt, COSTS);
    const costs = `m=${COSTS.memory},t=${COSTS.passes},p=${COSTS.parallelism}`;
    return ['', 'argon2id', 'v=19', costs, base64(salt), base64(hash)].join('$');
  }

  /** Takes as long for nobody's password as for somebody's. */
  async verify(password: string, phc: string | undefined): Promise<boolean> {
    const [, memory, passes, parallelism, salt = '', hash = ''] = PHC.exec(phc ?? NOBODYS) ?? [];
    const costs = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
    const given = await hashWith(password, Buffer.from(salt, 'base64'), costs);
    return timingSafeEqual(given, Buffer.from(hash, 'base64')) && phc !== undefined;
  }
}

/** OWASP's password storage cheat sheet: 19 MiB, two passes, one lane. */
const COSTS = { memory: 19_456, passes: 2, parallelism: 1 };
const HASH_BYTES = 32;

const hashWith = (password: string, nonce: Buffer, costs: typeof COSTS): Promise<Buffer> =>
  derive('argon2id', { message: normalPassword(password), nonce, tagLength: HASH_BYTES, ...costs });

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;
const NOBODYS = `$argon2id$v=19$m=19456,t=2,p=1$${base64(randomBytes(16))}$${base64(randomBytes(HASH_BYTES))}`;
