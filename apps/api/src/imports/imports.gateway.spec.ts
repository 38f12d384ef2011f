import 'reflect-metadata';
import * as contracts from '@ctci/contracts';
import { type SocketMessage } from '@ctci/contracts';
import { expect, test } from '@jest/globals';
import { ImportsGateway } from './imports.gateway.js';

const isSocketMessage = (value: unknown): value is SocketMessage =>
  typeof value === 'object' && value !== null && 'payload' in value && 'allow' in value;

/** What Nest's @SubscribeMessage leaves on the method. */
const served = Object.values(Object.getOwnPropertyDescriptors(ImportsGateway.prototype))
  .map(({ value }): unknown => (typeof value === 'function' ? Reflect.getMetadata('message', value as object) : null))
  .filter((message) => typeof message === 'string');

test('every socket message that is served declares who may send it, and the other way round', () => {
  const declared = (Object.values(contracts) as unknown[]).filter(isSocketMessage);
  expect(served).toEqual(declared.map(({ name }) => name));
  expect(served).not.toEqual([]);
});
