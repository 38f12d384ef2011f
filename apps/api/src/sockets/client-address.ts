import proxyAddr from '@fastify/proxy-addr';
import { type IncomingMessage } from 'node:http';

/** Where a handshake comes from. Fastify never sees one, so this is told here, by the library that Fastify tells it by. */
export class ClientAddress {
  private readonly trusts: (address: string, index: number) => boolean;

  /** @param proxies whose word counts */
  constructor(proxies: false | string[]) {
    this.trusts = proxies ? proxyAddr.compile(proxies) : () => false;
  }

  /** Undefined where the connection is gone already. */
  of(request: IncomingMessage): string | undefined {
    return proxyAddr(request, this.trusts);
  }
}
