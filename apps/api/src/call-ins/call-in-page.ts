import { type CallIn } from '@ctci/contracts';
import { type CallInDocument } from '@ctci/persistence';
import { toPage } from '../http/page.js';
import { viewCallIn } from './call-in-view.js';
import { positionOf } from './record-position.js';

/** A page of records; of `limit + 1` read, the last only tells that there is more. */
export function callInPage(
  callIns: readonly CallInDocument[],
  limit: number,
  isPersonal: boolean,
): { items: CallIn[]; nextCursor: string | null } {
  return toPage(callIns, limit, {
    positionOf: ({ createdAt, _id }) => positionOf(createdAt, _id),
    view: (callIn) => viewCallIn(callIn, isPersonal),
  });
}
