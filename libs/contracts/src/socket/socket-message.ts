import { type z } from 'zod';
import { type Scope } from '../http/endpoint.js';

/** One message that clients send over the socket: its name, who may send it, and its shape. */
export interface SocketMessage {
  readonly name: string;
  readonly allow: Scope;
  readonly payload: z.ZodType;
}

export const socketMessage = <const M extends SocketMessage>(declaration: M): M => declaration;
