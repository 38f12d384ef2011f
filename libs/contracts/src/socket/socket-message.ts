import { type z } from 'zod';
import { type Scope } from '../http/endpoint.js';

/** One message that clients send over the socket: its name, who may send it, and its shape. */
export interface SocketMessage {
  readonly name: string;
  readonly allow: Scope;
  readonly payload: z.ZodType;
}

export const socketMessage = <const M extends SocketMessage>(declaration: M): M => declaration;

/** The answer to a message that its sender may not send, that is nonsense or that fails. */
export interface SocketRefusal {
  ok: false;
  code:
    | 'FORBIDDEN'
    | 'VALIDATION_FAILED'
    | 'IMPORT_NOT_FOUND'
    | 'GROUP_NOT_FOUND'
    | 'TOO_MANY_WATCHES'
    | 'RATE_LIMITED'
    | 'DATABASE_UNAVAILABLE'
    | 'INTERNAL_ERROR';
}
