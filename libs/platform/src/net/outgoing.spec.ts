import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { isPublic } from './is-public.js';
import { outgoing } from './outgoing.js';

let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { url: path } = request;
    if (path === '/redirect') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    else if (path === '/endless') response.end('x'.repeat(2_000_000));
    else if (path === '/none') response.writeHead(204).end();
    else {
      let body = '';
      request.on('data', (part) => (body += String(part)));
      request.on('end', () => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ method: request.method, type: request.headers['content-type'], body }));
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
});

describe('a call', () => {
  it('reaches the host that the operator has configured, wherever it is', async () => {
    const call = outgoing(url);
    const form = new URLSearchParams({ code: 'a b' });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await call(`${url}/token`, { method: 'POST', headers, body: form });
    expect(answer.headers.get('content-type')).toBe('application/json');
    const type = 'application/x-www-form-urlencoded';
    expect(await answer.json()).toEqual({ method: 'POST', type, body: 'code=a+b' });
    expect((await call(`${url}/none`)).status).toBe(204);
  });

  it.each([
    ['http://192.168.0.1/keys', 'TLS'],
    ['https://127.0.0.1/keys', 'public'],
    ['https://169.254.169.254/latest/meta-data', 'public'],
    ['https://[::1]/keys', 'public'],
    ['https://[::ffff:10.0.0.1]/keys', 'public'],
    ['https://2130706433/keys', 'public'],
    ['https://0x7f.1/keys', 'public'],
    ['https://localhost/keys', 'public'],
    ['file:///etc/passwd', 'TLS'],
    ['http://example.org/keys', 'TLS'],
  ])('reaches nothing else that is not public: %s', async (address, why) => {
    await expect(outgoing('https://login.example.org')(address)).rejects.toThrow(why);
  });

  it('follows nowhere, and takes no answer without end', async () => {
    const call = outgoing(url);
    await expect(call(`${url}/redirect`)).rejects.toThrow('redirect');
    await expect(call(`${url}/endless`)).rejects.toThrow('too much');
    await expect(call(url, { signal: AbortSignal.abort() })).rejects.toThrow('abort');
  });
});

it.each([
  ...['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'].map(
    (one) => [one, true] as const,
  ),
  ...[
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '127.9.9.9',
    '0.0.0.0',
    '100.64.0.1',
    '169.254.0.1',
    '255.255.255.255',
  ].map((one) => [one, false] as const),
  ...['::', '::1', '::ffff:127.0.0.1', 'fd00::1', 'fe80::1', 'ff02::1', '64:ff9b::a00:1', 'no address'].map(
    (one) => [one, false] as const,
  ),
])('%s is public: %s', (address, expected) => {
  expect(isPublic(address)).toBe(expected);
});
