import { type SocketRefusal } from '@ctci/contracts';
import { connect } from '@ctci/testing';
import { type Socket } from 'socket.io-client';

export interface Told<Message> {
  readonly message: Message;
  /** `performance.now()`. */
  readonly at: number;
}

/** A socket that asks, and keeps every event of one name that it is told. */
export class LiveClient<Answer extends { ok: true }, Message> {
  readonly told: Told<Message>[] = [];

  private constructor(
    readonly socket: Socket,
    private readonly asks: string,
  ) {}

  static async open<Answer extends { ok: true }, Message>(
    url: string,
    apiKey: string,
    { asks, hears }: { asks: string; hears: string },
  ): Promise<LiveClient<Answer, Message>> {
    const client = new LiveClient<Answer, Message>(await connect(url, apiKey), asks);
    client.socket.on(hears, (message: Message) => client.told.push({ message, at: performance.now() }));
    return client;
  }

  ask(...message: unknown[]): Promise<Answer | SocketRefusal> {
    return this.socket.timeout(20_000).emitWithAck(this.asks, ...message) as Promise<Answer | SocketRefusal>;
  }

  /** @throws when it is refused */
  async watch(message: object): Promise<Answer> {
    const answer = await this.ask(message);
    if (!answer.ok) throw new Error(answer.code);
    return answer;
  }

  close(): void {
    this.socket.close();
  }
}
