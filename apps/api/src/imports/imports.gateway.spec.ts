import 'reflect-metadata';
import * as contracts from '@ctci/contracts';
import { type SocketMessage } from '@ctci/contracts';
import { expect, test } from '@jest/globals';
import { ImportsGateway } from './imports.gateway.js';

const isSocketMessage = (value: unknown): value is SocketMessage =>
  typeof value === 'object' && value !== null && 'payload' in value && 'allow' in value;

/** What Nest's @SubscribeMessage leaves on the method. */
const served = Object.getOwnPropertyNames(ImportsGateway.prototype).flatMap((method) => {
  const { value } = Object.getOwnPropertyDescriptor(ImportsGateway.prototype, method) as { value: object };
  const message: unknown = Reflect.getMetadata('message', value);
  return typeof message === 'string' ? [message] : [];
});

test('every socket message that is served declares who may send it, and the other way round', () => {
  const declared = (Object.values(contracts) as unknown[]).filter(isSocketMessage);
  expect(served).toEqual(declared.map(({ name }) => name));
  expect(served).not.toEqual([]);
});
