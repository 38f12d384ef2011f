import { Injectable, Logger } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Binary } from 'mongodb';
import { type Connection } from 'mongoose';

/** Transactions that nobody goes on with. */
@Injectable()
export class AbandonedTransactions {
  private readonly logger = new Logger(AbandonedTransactions.name);
  private hasWarned = false;

  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * Ends the transactions of this installation in which nothing has happened for so long. A process that is killed
   * inside one leaves it open, and everything that touches the same documents waits until MongoDB ends it, after 60 to
   * 90 s. A process that is only slow loses what it was writing. Where the server does not let this
   * process do so, that is how long it takes.
   */
  async end(idleMs = IDLE_MS): Promise<void> {
    try {
      const sessions = await this.idleFor(idleMs);
      if (sessions.length === 0) return;
      await this.admin.command({ killSessions: sessions.map(({ lsid }) => ({ id: lsid.id })) });
      this.logger.warn(`ended ${sessions.length} transactions that a process had left open`);
    } catch (error) {
      const { message } = error as Error;
      if (!this.hasWarned) this.logger.warn(`cannot end transactions that a process leaves open: ${message}`);
      this.hasWarned = true;
    }
  }

  private idleFor(idleMs: number): Promise<{ lsid: { id: Binary } }[]> {
    const { appName } = this.connection.getClient().options;
    const idle = { type: 'idleSession', appName, 'transaction.timeInactiveMicros': { $gt: idleMs * 1_000 } };
    const operations = [{ $currentOp: { idleSessions: true } }, { $match: idle }];
    const options = { readConcern: { level: 'local' as const } };
    return this.admin.aggregate<{ lsid: { id: Binary } }>(operations, options).toArray();
  }

  private get admin() {
    return this.connection.getClient().db('admin');
  }
}

/** Longer than any process of ours thinks between two commands of one transaction. */
const IDLE_MS = 10_000;
