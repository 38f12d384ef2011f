import {
  changeUser,
  deleteUser,
  getUser,
  listUsers,
  signOutUser,
  type User,
  UserChange,
  UsersQuery,
} from '@ctci/contracts';
import { Id } from '@ctci/contracts';
import { type UserDocument, type UserEdit, UserRepository } from '@ctci/persistence';
import { Body, Controller, Headers, Param, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requireMatch } from '../http/etag.js';
import { fromCursor, toPage } from '../http/page.js';
import { ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { originOf } from './origin.js';
import { userEtag, viewUser } from './user-view.js';

/** People, as administrators see and change them. */
@Controller()
export class UsersController {
  constructor(private readonly users: UserRepository) {}

  @Route(listUsers)
  async list(@Query({ schema: UsersQuery }) { limit, cursor }: UsersQuery) {
    const users = await this.users.list(fromCursor(Position, cursor)?.userId, limit + 1);
    return toPage(users, limit, { positionOf: ({ _id }) => ({ userId: _id.toHexString() }), view: viewUser });
  }

  @Route(getUser)
  async get(@Param('userId') userId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<User> {
    return tagged(await this.found(userId), reply);
  }

  @Route(changeUser)
  async change(
    @Param('userId') userId: string,
    @Body({ schema: UserChange }) body: UserChange,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<User> {
    for (;;) {
      const seen = await this.found(userId);
      requireMatch(request.headers['if-match'], userEtag(seen));
      const changed = await this.users.change(seen, body as UserEdit, originOf(request));
      if (changed.ok) return tagged(changed.value, reply);
      // Somebody else changed it between the two: look again, and let If-Match judge where it was sent.
      if (changed.error.code !== 'PRECONDITION_FAILED') throw new ProblemError(changed.error.code);
    }
  }

  @Route(signOutUser)
  async signOut(@Param('userId') userId: string, @Req() request: FastifyRequest): Promise<void> {
    await this.users.signOut(await this.found(userId), originOf(request));
  }

  @Route(deleteUser)
  async delete(
    @Param('userId') userId: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    for (;;) {
      const seen = await this.found(userId);
      requireMatch(ifMatch, userEtag(seen));
      const removed = await this.users.remove(seen, originOf(request));
      if (removed.ok) return;
      if (removed.error.code !== 'PRECONDITION_FAILED') throw new ProblemError(removed.error.code);
    }
  }

  private async found(userId: string): Promise<UserDocument> {
    const user = Id.safeParse(userId).success ? await this.users.get(userId) : null;
    if (!user) throw new ProblemError('USER_NOT_FOUND');
    return user;
  }
}

function tagged(user: UserDocument, reply: FastifyReply): User {
  void reply.header('etag', userEtag(user));
  return viewUser(user);
}

const Position = z.strictObject({ userId: Id });
