import {
  changeGroup,
  createGroup,
  deleteGroup,
  getGroup,
  type Group,
  GroupChange,
  GroupsQuery,
  listGroups,
  NewGroup,
} from '@ctci/contracts';
import { parseGroupName, POOL_MAX } from '@ctci/domain';
import { audited, type GroupDocument, GroupRepository, NumberStates, together } from '@ctci/persistence';
import { Body, Controller, Param, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { originOf } from '../access/origin.js';
import { callerOf } from '../access/principal.js';
import { requireMatch } from '../http/etag.js';
import { Idempotency, type IdempotentAnswer } from '../http/idempotency.js';
import { fromCursor, toPage } from '../http/page.js';
import { invalid, ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { groupCreated, groupDeleted, settingsChanged } from './audited-changes.js';
import { CheckInput } from './check-input.js';
import { FindGroup } from './find-group.js';
import { groupEtag, viewGroup } from './group-view.js';
import { refusal } from './refusal.js';

/** Groups and their settings. */
@Controller()
export class GroupsController {
  constructor(
    private readonly groups: GroupRepository,
    private readonly numbers: NumberStates,
    private readonly find: FindGroup,
    private readonly check: CheckInput,
    private readonly idempotency: Idempotency,
  ) {}

  @Route(createGroup)
  async create(
    @Body({ schema: NewGroup }) body: NewGroup,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Group> {
    return this.idempotency.once({ request, reply }, body, async (keep) => {
      if (body.numbers && body.numbers.length > POOL_MAX) throw new ProblemError('POOL_FULL');
      const group = this.check.group(body);
      if (!group.ok) throw invalid(group.error);

      const created = await this.groups.create(
        group.value,
        together(keep(createdAnswer), audited(originOf(request), groupCreated(group.value.numbers))),
      );
      if (!created.ok) throw refusal(created.error);
      return createdAnswer(created.value);
    });
  }

  @Route(listGroups)
  async list(@Query({ schema: GroupsQuery }) { limit, cursor, name }: GroupsQuery, @Req() request: FastifyRequest) {
    const parsed = name === undefined ? undefined : parseGroupName(name);
    if (parsed && !parsed.ok) return { items: [], nextCursor: null };

    const after = fromCursor(Position, cursor)?.nameKey;
    const { groupIds } = callerOf(request);
    const groups = await this.groups.list({ nameKey: parsed?.value.key, after, groupIds, limit: limit + 1 });
    const inUse = await this.numbers.inUse(groups.map(({ _id }) => _id));
    return toPage(groups, limit, {
      positionOf: ({ nameKey }) => ({ nameKey }),
      view: (group) => viewGroup(group, inUse.get(group._id.toHexString()) ?? 0),
    });
  }

  @Route(getGroup)
  async get(@Param('groupId') groupId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Group> {
    return this.tagged(await this.find.byId(groupId), reply);
  }

  @Route(changeGroup)
  async change(
    @Param('groupId') groupId: string,
    @Body({ schema: GroupChange }) body: GroupChange,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Group> {
    if (body.name !== undefined) throw new ProblemError('GROUP_NAME_IMMUTABLE');
    for (;;) {
      const group = await this.find.byId(groupId);
      if (group.deletingSince) throw new ProblemError('GROUP_DELETING');
      requireMatch(request.headers['if-match'], groupEtag(group));
      const settings = this.check.settings(group.settings, body.settings);
      if (!settings.ok) throw invalid(settings.error);

      const audit = audited(originOf(request), settingsChanged(group.settings));
      const changed = await this.groups.changeSettings(group, settings.value, audit);
      if (changed.ok) return this.tagged(changed.value, reply);
      // Somebody else changed it between the two: look again, and let If-Match judge where it was sent.
      if (changed.error.code !== 'PRECONDITION_FAILED') throw refusal(changed.error);
    }
  }

  @Route(deleteGroup)
  async delete(@Param('groupId') groupId: string, @Req() request: FastifyRequest): Promise<Group> {
    const ifMatch = request.headers['if-match'];
    const audit = audited(originOf(request), groupDeleted);
    for (;;) {
      const group = await this.find.byId(groupId);
      requireMatch(ifMatch, groupEtag(group));
      const deleting = await this.groups.delete(groupId, ifMatch === undefined ? undefined : group.revision, audit);
      if (deleting) return this.view(deleting);
    }
  }

  private async tagged(group: GroupDocument, reply: FastifyReply): Promise<Group> {
    void reply.header('etag', groupEtag(group));
    return this.view(group);
  }

  private async view(group: GroupDocument): Promise<Group> {
    const inUse = await this.numbers.inUse([group._id]);
    return viewGroup(group, inUse.get(group._id.toHexString()) ?? 0);
  }
}

/** Nothing has been handed out of it yet. */
function createdAnswer(group: GroupDocument): IdempotentAnswer<Group> {
  const location = `${createGroup.path}/${group._id.toHexString()}`;
  return { headers: { location, etag: groupEtag(group) }, body: viewGroup(group, 0) };
}

const Position = z.strictObject({ nameKey: z.string() });
