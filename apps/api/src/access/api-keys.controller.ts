import {
  type ApiKey,
  ApiKeysQuery,
  createApiKey,
  type CreatedApiKey,
  KeyRotation,
  listApiKeys,
  NewApiKey,
  revokeApiKey,
  rotateApiKey,
  type Scope,
  Time,
} from '@ctci/contracts';
import { type ApiKeyDocument, ApiKeyRepository, GroupRepository, type MadeApiKey } from '@ctci/persistence';
import { Body, Controller, Param, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Idempotency, type IdempotentAnswer } from '../http/idempotency.js';
import { fromCursor, toPage } from '../http/page.js';
import { invalid, ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { originOf } from './origin.js';

/** The keys of programs. Each is shown once, when it is made. */
@Controller()
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly groups: GroupRepository,
    private readonly idempotency: Idempotency,
  ) {}

  @Route(listApiKeys)
  async list(@Query({ schema: ApiKeysQuery }) { limit, cursor }: ApiKeysQuery) {
    const after = fromCursor(Position, cursor);
    const keys = await this.keys.list(after && { at: new Date(after.at), id: after.id }, limit + 1);
    return toPage(keys, limit, {
      positionOf: ({ createdAt, _id }) => ({ at: createdAt.toISOString(), id: _id }),
      view: viewKey,
    });
  }

  @Route(createApiKey)
  async create(
    @Body({ schema: NewApiKey }) body: NewApiKey,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedApiKey> {
    return this.idempotency.once({ request, reply }, body, async (keep) => {
      const { name, scopes, groupIds = null, expiresAt } = body;
      if (expiresAt && expiresAt.getTime() <= Date.now()) throw invalid([EXPIRED]);
      await this.requireGroups(groupIds ?? []);
      const entry = { name, scopes: [...new Set(scopes)], groupIds, ...(expiresAt && { expiresAt }) };
      return withKey(await this.keys.create(entry, originOf(request), keep(answerOf)));
    });
  }

  @Route(rotateApiKey)
  async rotate(
    @Param('keyId') keyId: string,
    @Body({ schema: KeyRotation }) { overlapSeconds }: KeyRotation,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedApiKey> {
    return this.idempotency.once({ request, reply }, { overlapSeconds }, async (keep) => {
      const rotated = await this.keys.rotate({ keyId, overlapSeconds }, originOf(request), keep(answerOf));
      if (!rotated.ok) throw new ProblemError(rotated.error.code);
      return withKey(rotated.value);
    });
  }

  @Route(revokeApiKey)
  async revoke(@Param('keyId') keyId: string, @Req() request: FastifyRequest): Promise<void> {
    if (!(await this.keys.revoke(keyId, originOf(request)))) throw new ProblemError('API_KEY_NOT_FOUND');
  }

  private async requireGroups(groupIds: readonly string[]): Promise<void> {
    const known = await Promise.all(groupIds.map((groupId) => this.groups.get(groupId)));
    const problems = known.flatMap((group, index) => (group ? [] : [noGroup(index)]));
    if (problems.length > 0) throw invalid(problems);
  }
}

const Position = z.strictObject({ at: Time, id: z.string().max(64) });

const viewKey = (key: ApiKeyDocument): ApiKey => ({
  ...{ id: key._id, name: key.name, scopes: key.scopes as Scope[], groupIds: key.groupIds },
  ...{ createdAt: key.createdAt.toISOString(), createdBy: key.createdBy, prefix: key.prefix },
  expiresAt: key.expiresAt?.toISOString() ?? null,
  revokedAt: key.revokedAt?.toISOString() ?? null,
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
});

/** As it is kept and given again: without the key. */
const answerOf = ({ document }: MadeApiKey): IdempotentAnswer<CreatedApiKey> => ({
  headers: {},
  body: viewKey(document),
});

const withKey = (made: MadeApiKey): IdempotentAnswer<CreatedApiKey> => ({
  headers: {},
  body: { ...viewKey(made.document), key: made.key },
});

const EXPIRED = { path: 'expiresAt', code: 'EXPIRED', message: 'Give a time that is to come.' };

const noGroup = (index: number) => ({
  path: `groupIds.${index}`,
  code: 'GROUP_NOT_FOUND',
  message: 'There is no such group: list them with GET /api/v1/groups.',
});
