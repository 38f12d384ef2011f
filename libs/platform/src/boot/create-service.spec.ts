import 'reflect-metadata';

import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Logger, Module, Post } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';

import { type HealthCheck } from '../health/health-check.js';
import { HealthProbe } from '../health/health-probe.js';
import { HealthModule } from '../health/health.module.js';
import { createLogger } from '../log/create-logger.js';
import { createService } from './run-service.js';

@Controller()
class Things {
  private readonly logger = new Logger('Things');

  @Get('numbers/:dnis')
  number(): string {
    this.logger.log('reading');
    return 'ok';
  }

  @Post('things')
  async add(@Body() body: { name: string }): Promise<string> {
    await sleep(1);
    this.logger.log({ msg: 'adding', name: body.name });
    return 'added';
  }
}

@Module({ controllers: [Things] })
class Root {}

const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'info' } as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let lines: Record<string, unknown>[];
let checks: HealthCheck[];
let app: NestFastifyApplication;

const up = (name: string, required: boolean): HealthCheck => ({ name, required, check: () => Promise.resolve() });
const down = (name: string, required: boolean): HealthCheck => ({
  ...up(name, required),
  check: () => Promise.reject(new Error('away')),
});

beforeEach(async () => {
  lines = [];
  checks = [up('mongodb', true), up('redis', false)];
  const logger = createLogger(
    { service: 'test', level: 'info' },
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const root = { module: Root, imports: [HealthModule.forRootAsync({ useFactory: () => checks })] };
  app = await createService({ name: 'test', config: () => config, port: 'PORT', module: () => root }, config, logger);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  lines.length = 0;
});

afterEach(() => app.close());

const get = (url: string, headers = {}) => app.inject({ method: 'GET', url, headers });

describe('correlation', () => {
  it.each(['abc', 'A.b_c-9', 'x'.repeat(128)])('takes %s from the caller', async (id) => {
    const answer = await get('/numbers/1', { 'x-correlation-id': id });
    expect(answer.headers['x-correlation-id']).toBe(id);
    expect(lines.map((line) => line.correlationId)).toEqual([id, id]);
  });

  it.each(['', 'a b', 'a"b', 'ä', 'x'.repeat(129)])('makes its own instead of "%s"', async (id) => {
    const answer = await get('/numbers/1', { 'x-correlation-id': id });
    expect(answer.headers['x-correlation-id']).toMatch(UUID);
  });

  it('is kept across the reading of a body', async () => {
    const headers = { 'x-correlation-id': 'with-body' };
    await app.inject({ method: 'POST', url: '/things', headers, payload: { name: 'one' } });
    expect(lines).toMatchObject([
      { msg: 'adding', name: 'one', context: 'Things', correlationId: 'with-body' },
      { msg: 'request', correlationId: 'with-body' },
    ]);
  });

  it.each(['/nowhere', '/%E0%A4%A'])('is on the answer to %s, which has no route', async (url) => {
    const answer = await get(url, { 'x-correlation-id': 'lost' });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.headers['x-correlation-id']).toBe('lost');
  });
});

describe('the request line', () => {
  it('tells method, masked path, status and milliseconds', async () => {
    await get('/numbers/+12025550123?q=15550199999', { 'x-api-key': 'secret-key' });
    const line = lines.at(-1);
    expect(line).toMatchObject({ method: 'GET', path: '/numbers/+***0123', status: 200, msg: 'request' });
    expect(line?.ms).toEqual(expect.any(Number));
    expect(JSON.stringify(lines)).not.toMatch(/12025550123|15550199999|secret-key/);
  });

  it('is not written for health requests', async () => {
    await get('/health/live');
    await get('/health/ready');
    expect(lines).toEqual([]);
  });
});

describe('health', () => {
  const ready = async () => {
    const answer = await get('/health/ready');
    return { status: answer.statusCode, body: answer.json<unknown>() };
  };

  it('is live whatever is down', async () => {
    checks.splice(0, 2, down('mongodb', true), down('redis', true));
    const answer = await get('/health/live');
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('is ok when all is up', async () => {
    const body = { status: 'ok', checks: { mongodb: { status: 'up' }, redis: { status: 'up' } } };
    expect(await ready()).toEqual({ status: 200, body });
  });

  it('is degraded when only what is not required is down', async () => {
    checks[1] = down('redis', false);
    const body = { status: 'degraded', checks: { mongodb: { status: 'up' }, redis: { status: 'down' } } };
    expect(await ready()).toEqual({ status: 200, body });
  });

  it('is unavailable when something required is down, and says so without a stack', async () => {
    checks[0] = down('mongodb', true);
    const body = { status: 'unavailable', checks: { mongodb: { status: 'down' }, redis: { status: 'up' } } };
    expect(await ready()).toEqual({ status: 503, body });
  });

  it('gives a check one second', async () => {
    checks[0] = { ...up('mongodb', true), check: () => new Promise(() => undefined) };
    const from = performance.now();
    expect(await ready()).toMatchObject({ status: 503 });
    expect(performance.now() - from).toBeLessThan(5_000);
  });

  it('keeps no answer, but asks once for those who ask together', async () => {
    let asked = 0;
    const check = async () => {
      asked += 1;
      await sleep(20);
    };
    checks[0] = { ...up('mongodb', true), check };
    await Promise.all([ready(), ready(), ready()]);
    expect(asked).toBe(1);
    await ready();
    expect(asked).toBe(2);
  });

  it('is unavailable during a shutdown', async () => {
    app.get(HealthProbe).onModuleDestroy();
    expect(await ready()).toMatchObject({ status: 503, body: { status: 'unavailable' } });
  });
});
