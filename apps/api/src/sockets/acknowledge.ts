import { type SocketMessage, type SocketRefusal } from '@ctci/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { type Socket } from 'socket.io';
import { type z } from 'zod';
import { mayDo, type Principal } from '../access/principal.js';
import { isDatabaseAway } from '../http/database-away.js';
import { ProblemError } from '../http/problem-error.js';
import { principalOf } from './admission.gateway.js';
import { WATCHES_MAX } from './rooms.js';

/** Answers messages: one that its sender may not send, that is nonsense or that fails gets a refusal with a code. */
@Injectable()
export class Acknowledge {
  private readonly logger = new Logger(Acknowledge.name);
  /** Answers that a socket waits for. */
  private readonly asking = new WeakMap<Socket, number>();

  async execute<M extends SocketMessage, Answer>(
    socket: Socket,
    { allow, payload }: M,
    body: unknown,
    answer: (asked: z.infer<M['payload']>, caller: Principal) => Promise<Answer | SocketRefusal>,
  ): Promise<Answer | SocketRefusal> {
    const caller = principalOf(socket);
    if (!caller || !mayDo(caller, allow)) return { ok: false, code: 'FORBIDDEN' };
    const asked = payload.safeParse(body);
    if (!asked.success) return { ok: false, code: 'VALIDATION_FAILED' };
    if (this.askedBy(socket) >= WATCHES_MAX) return { ok: false, code: 'TOO_MANY_WATCHES' };
    this.asking.set(socket, this.askedBy(socket) + 1);
    try {
      return await answer(asked.data as z.infer<M['payload']>, caller);
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'FORBIDDEN') return { ok: false, code: 'FORBIDDEN' };
      if (isDatabaseAway(error)) return { ok: false, code: 'DATABASE_UNAVAILABLE' };
      this.logger.error(error);
      return { ok: false, code: 'INTERNAL_ERROR' };
    } finally {
      this.asking.set(socket, this.askedBy(socket) - 1);
    }
  }

  private askedBy(socket: Socket): number {
    return this.asking.get(socket) ?? 0;
  }
}
