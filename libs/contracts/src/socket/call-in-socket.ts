import { z } from 'zod';
import { type CallIn, CallInFilter } from '../http/call-ins.js';
import { Id } from '../http/page.js';
import { socketMessage } from './socket-message.js';

/** Asks for the first page of the call-ins that a filter takes, and to be told of those that change from there on. */
export const watchCallIns = socketMessage({
  name: 'call-ins:watch',
  allow: 'read',
  payload: z.strictObject({ filter: CallInFilter }),
});
export type WatchCallIns = z.infer<typeof watchCallIns.payload>;

/** Asks how many numbers of a group are in use, and to be told when that changes. */
export const watchGroup = socketMessage({
  name: 'group:watch',
  allow: 'read',
  payload: z.strictObject({ groupId: Id }),
});
export type WatchGroup = z.infer<typeof watchGroup.payload>;

/**
 * The answer to `call-ins:watch`: what `GET /call-ins` answers to the same filter. A socket has one filter; asking again
 * replaces it.
 */
export interface CallInsSnapshot {
  ok: true;
  items: CallIn[];
  nextCursor: string | null;
}

/** How a group's pool is used; `at` is by the database's clock. */
export interface GroupUse {
  groupId: string;
  poolSize: number;
  inUse: number;
  at: string;
}

/** The answer to `group:watch`. */
export interface GroupSnapshot extends GroupUse {
  ok: true;
}

/**
 * Best effort: after a break, and every 10 seconds, a watcher reads again. Call-ins that the filter takes, as they are
 * made or change, at most 10 times a second, some of them perhaps twice; how a group is used, at most once a second.
 */
export interface CallInEvents {
  'call-ins:changed': (event: { items: CallIn[] }) => void;
  'group:use': (event: GroupUse) => void;
}
