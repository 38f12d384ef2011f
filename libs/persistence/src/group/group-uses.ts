import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Collection } from 'mongodb';
import { type Connection, Types } from 'mongoose';
import { collectionOf } from '../database/collection-of.js';
import { NumberStates } from '../number/number-states.js';
import { type GroupDocument } from './group.schema.js';

export interface GroupUse {
  readonly groupId: string;
  readonly poolSize: number;
  readonly inUse: number;
  /** By the database's clock. */
  readonly at: Date;
}

/** How much of their pools groups use. */
@Injectable()
export class GroupUses {
  private readonly groups: Collection<GroupDocument>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly numbers: NumberStates,
  ) {
    this.groups = collectionOf(connection, 'groups');
  }

  /** Of these groups, those that there are. */
  async of(groupIds: readonly string[]): Promise<GroupUse[]> {
    const ids = groupIds.map((groupId) => new Types.ObjectId(groupId));
    const projection = { poolSize: 1, at: '$$NOW' };
    const [groups, inUse] = await Promise.all([
      this.groups
        .find<Pick<GroupDocument, '_id' | 'poolSize'> & { at: Date }>({ _id: { $in: ids } }, { projection })
        .toArray(),
      this.numbers.inUse(ids),
    ]);
    return groups.map(({ _id, poolSize, at }) => {
      const groupId = _id.toHexString();
      return { groupId, poolSize, inUse: inUse.get(groupId) ?? 0, at };
    });
  }
}
