import { type Group } from '@ctci/contracts';
import { groupState } from '@ctci/domain';
import { type GroupDocument } from '@ctci/persistence';
import { etagOf } from '../http/etag.js';

/** A group as the API shows it. */
export function viewGroup(group: GroupDocument, inUse: number): Group {
  return {
    id: group._id.toHexString(),
    name: group.name,
    state: groupState({ deleting: group.deletingSince !== undefined, poolSize: group.poolSize }),
    settings: group.settings,
    poolSize: group.poolSize,
    inUse,
    createdAt: group.createdAt.toISOString(),
    updatedAt: group.updatedAt.toISOString(),
  };
}

/** Of what people edit, so neither the pool nor its use. */
export const groupEtag = ({ _id, revision }: GroupDocument): string => etagOf(_id.toHexString(), revision);
