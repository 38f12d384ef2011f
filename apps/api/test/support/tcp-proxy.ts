import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between a process and a service, and can be cut: a network that fails. */
export class TcpProxy {
  port = 0;
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private isMute = false;

  constructor(private readonly target: { readonly host: string; readonly port: number }) {}

  /** Opens it, again at the port that it had. */
  async open(): Promise<void> {
    this.isMute = false;
    this.server = createServer((client) => {
      this.join(client);
    });
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Breaks every connection and takes no new one. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server!.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Keeps every connection and lets nothing through any more: a peer that has stopped without a word. */
  mute(): void {
    this.isMute = true;
  }

  private join(client: Socket): void {
    const target = connect(this.target);
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (chunk) => {
        if (!this.isMute) to.write(chunk);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
  }
}
