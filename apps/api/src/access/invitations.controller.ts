import { getUser, Id, type InvitedUser, inviteUser, NewUser, resetUser } from '@ctci/contracts';
import { type Invited, UserRepository } from '@ctci/persistence';
import { Body, Controller, Param, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Idempotency, type IdempotentAnswer } from '../http/idempotency.js';
import { ProblemError } from '../http/problem-error.js';
import { Route } from '../http/route.decorator.js';
import { originOf } from './origin.js';
import { OwnOrigin } from './own-origin.js';
import { userEtag, viewUser } from './user-view.js';

/** One-time links: they are shown once, and kept as their hash. */
@Controller()
export class InvitationsController {
  constructor(
    private readonly users: UserRepository,
    private readonly idempotency: Idempotency,
    private readonly own: OwnOrigin,
  ) {}

  @Route(inviteUser)
  async invite(
    @Body({ schema: NewUser }) body: NewUser,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InvitedUser> {
    return this.idempotency.once({ request, reply }, body, async (keep) => {
      const { email, name = email, role } = body;
      const invited = await this.users.invite({ email, name, role }, originOf(request), keep(invitedAnswer));
      if (!invited.ok) throw new ProblemError(invited.error.code);
      const { headers, body: user } = invitedAnswer(invited.value);
      return { headers, body: { ...user, link: this.link(invited.value, request) } };
    });
  }

  @Route(resetUser)
  async reset(@Param('userId') userId: string, @Req() request: FastifyRequest): Promise<{ link: string }> {
    if (!Id.safeParse(userId).success) throw new ProblemError('USER_NOT_FOUND');
    const reset = await this.users.reset(userId, originOf(request));
    if (!reset.ok) throw new ProblemError(reset.error.code);
    return { link: this.link(reset.value, request) };
  }

  private link({ token }: Invited, request: FastifyRequest): string {
    return `${this.own.of(request)}/welcome?token=${token}`;
  }
}

/** As it is kept and given again: without the link. */
function invitedAnswer({ user }: Invited): IdempotentAnswer<InvitedUser> {
  const location = getUser.path.replace(':userId', user._id.toHexString());
  return { headers: { location, etag: userEtag(user) }, body: viewUser(user) };
}
