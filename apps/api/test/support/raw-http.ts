import { type Answer } from '@ctci/testing';
import { connect } from 'node:net';

/** Sends what no HTTP client would, byte for byte, and reads the answer until the server closes. */
export async function rawHttp(url: string, request: string | Uint8Array): Promise<Answer<unknown>> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(request);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);

  const [head = '', ...rest] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]));
  const text = rest.join('\r\n\r\n');
  const isJson = (headers.get('content-type') ?? '').includes('json');
  return { status: Number(statusLine.split(' ')[1]), headers, body: isJson ? JSON.parse(text) : text };
}
