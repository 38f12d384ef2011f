import { Agent, request } from 'node:http';

/** One HTTP client with as many connections as callers, kept open: what a busy website has. */
export class LoadClient {
  private readonly agent: Agent;
  private readonly url: string;
  private readonly apiKey: string;

  constructor(url: string, apiKey: string, connections: number) {
    this.url = url;
    this.apiKey = apiKey;
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** @throws when the answer is not of this status */
  async post<Body>(path: string, body: unknown, expected: number): Promise<Body> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = {
      'x-api-key': this.apiKey,
      ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(`${this.url}${path}`, { method: 'POST', agent: this.agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString();
          if (response.statusCode === expected) resolve(JSON.parse(answer) as Body);
          else reject(new Error(`${path} answered ${response.statusCode ?? ''}: ${answer.slice(0, 300)}`));
        });
      });
      sent.on('error', reject);
      sent.end(text);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** What so many callers at once have measured. */
export interface Load {
  /** Milliseconds that each call took. */
  readonly latencies: readonly number[];
  /** Calls a second, all together. */
  readonly rate: number;
}

/** Makes `total` calls by `callers` at once, each as soon as its last is over. */
export async function load(total: number, callers: number, call: (index: number) => Promise<unknown>): Promise<Load> {
  const latencies: number[] = [];
  let next = 0;
  const caller = async () => {
    for (let index = next++; index < total; index = next++) {
      const from = performance.now();
      await call(index);
      latencies.push(performance.now() - from);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  return { latencies, rate: (total / (performance.now() - from)) * 1_000 };
}

/** @param share 0.99 for p99 */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
