import 'reflect-metadata';
import * as contracts from '@ctci/contracts';
import { type SocketMessage } from '@ctci/contracts';
import { expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const source = join(import.meta.dirname, '..');

const isSocketMessage = (value: unknown): value is SocketMessage =>
  typeof value === 'object' && value !== null && 'payload' in value && 'allow' in value;

/** What Nest's @SubscribeMessage leaves on the methods of a gateway. */
const servedBy = (gateway: unknown): string[] =>
  Object.values(Object.getOwnPropertyDescriptors((gateway as { prototype?: object }).prototype ?? {}))
    .map(({ value }): unknown => (typeof value === 'function' ? Reflect.getMetadata('message', value as object) : null))
    .filter((message) => typeof message === 'string');

test('every socket message that is served declares who may send it, and the other way round', async () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.gateway.ts'),
  );
  const modules = await Promise.all(files.map((file) => import(join(source, file)) as Promise<object>));
  const served = modules.flatMap((module) => Object.values(module).flatMap(servedBy));
  const declared = (Object.values(contracts) as unknown[]).filter(isSocketMessage);
  expect(served.sort()).toEqual(declared.map(({ name }) => name).sort());
  expect(served.length).toBeGreaterThanOrEqual(3);
});
