import { getGroupUse, type UseMinute, UseQuery } from '@ctci/contracts';
import { type UseMinuteDocument, UseMinutes } from '@ctci/persistence';
import { Controller, Param, Query } from '@nestjs/common';
import { Route } from '../http/route.decorator.js';
import { FindGroup } from './find-group.js';

/** How groups used their pools. */
@Controller()
export class GroupUseController {
  constructor(
    private readonly find: FindGroup,
    private readonly minutes: UseMinutes,
  ) {}

  @Route(getGroupUse)
  async list(@Param('groupId') groupId: string, @Query({ schema: UseQuery }) { minutes }: UseQuery) {
    await this.find.byId(groupId);
    return { items: (await this.minutes.list(groupId, minutes)).map(view) };
  }
}

const view = ({ at, poolSize, inUse, refused }: UseMinuteDocument): UseMinute => ({
  at: at.toISOString(),
  poolSize,
  inUse,
  refused: { POOL_EXHAUSTED: 0, TOO_MANY_LIVE_CALL_INS: 0, ...refused },
});
