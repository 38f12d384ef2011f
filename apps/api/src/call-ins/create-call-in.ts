import {
  type CallInTerms,
  type Dnis,
  err,
  freePlace,
  ok,
  parseGroupName,
  planCallIn,
  type Result,
  retryAfterSeconds,
  type UserData,
} from '@ctci/domain';
import {
  type CallInDocument,
  type CallInRepository,
  type GroupDocument,
  type GroupRepository,
  type NextFree,
  type RefusedCode,
} from '@ctci/persistence';
import { reaches } from '../access/principal.js';
import { type CallInDraft, type HandOut } from './hand-out.js';
import { type Offers } from './offers.js';

export interface CallInRequest {
  readonly groupName: string;
  /** The only groups that it may be of; null for any. */
  readonly groupIds: readonly string[] | null;
  /** As it was sent, and as far as it can be read. */
  readonly fromPhoneNumber?: string;
  readonly caller: Dnis | null;
  readonly userData?: UserData;
  /** UUID, in lower case. */
  readonly callbackServiceId?: string;
  readonly createdBy: string;
  /** Under which another request may have made it already. */
  readonly idempotencyKey?: string;
}

export type NotCreated =
  | { readonly code: 'GROUP_NOT_FOUND' | 'GROUP_DELETING' | 'GROUP_DRAFT' | 'IDEMPOTENCY_KEY_RUNNING' }
  | { readonly code: RefusedCode; readonly retryAfterSeconds: number; readonly groupId: string };

/** `LOOK_AGAIN`: the group, or what its caller has, is not what it was when this began. */
type Made = Result<CallInDocument, NotCreated> | 'LOOK_AGAIN';

/** Hands out a number of a group, judged by the settings that the group has at this moment. */
export class CreateCallIn {
  constructor(
    private readonly groups: GroupRepository,
    private readonly callIns: CallInRepository,
    private readonly offers: Offers,
    private readonly handOut: HandOut,
    private readonly nextFree: NextFree,
  ) {}

  async execute({ groupName, groupIds, ...request }: CallInRequest): Promise<Result<CallInDocument, NotCreated>> {
    for (let look = 1; ; look += 1) {
      const group = await this.groupOf(groupName, groupIds);
      if (!group.ok) return group;
      const made = await this.fromGroup(request, group.value);
      if (made !== 'LOOK_AGAIN') return made;
      if (look === LOOKS_MAX) return refused('POOL_EXHAUSTED', group.value, 1);
    }
  }

  private async groupOf(
    groupName: string,
    groupIds: CallInRequest['groupIds'],
  ): Promise<Result<GroupDocument, NotCreated>> {
    const name = parseGroupName(groupName);
    const group = name.ok ? await this.groups.byName(name.value) : null;
    if (!group || !reaches({ groupIds }, group._id)) return err({ code: 'GROUP_NOT_FOUND' });
    if (group.deletingSince) return err({ code: 'GROUP_DELETING' });
    return group.poolSize === 0 ? err({ code: 'GROUP_DRAFT' }) : ok(group);
  }

  private async fromGroup(request: Omit<CallInRequest, 'groupName' | 'groupIds'>, group: GroupDocument): Promise<Made> {
    const placed = await this.withPlace({ ...request, groupId: group._id, groupName: group.name }, group);
    return placed.ok ? this.fromPool(placed.value, group) : placed;
  }

  private async fromPool(draft: CallInDraft, group: GroupDocument): Promise<Made> {
    const { terms, overflow } = planCallIn(group.settings);
    for await (const dnis of this.offers.of(group, terms)) {
      const made = await this.handOut.execute(dnis, terms, draft);
      if (made.ok) return made;
      if (made.error.code !== 'NEXT_NUMBER') return otherwise(made.error.code);
    }
    if (overflow) {
      const made = await this.handOut.execute(overflow.number, overflow.terms, draft);
      if (made.ok) return made;
      if (made.error.code !== 'NEXT_NUMBER') return otherwise(made.error.code);
    }
    return refused('POOL_EXHAUSTED', group, await this.untilNextFree(group, terms));
  }

  private untilNextFree({ _id }: GroupDocument, { kind, accessCodeLength }: CallInTerms): Promise<number> {
    return kind === 'unique' ? this.nextFree.forUnique(_id) : this.nextFree.forShared(_id, accessCodeLength);
  }

  /** With the caller's place among its live call-ins, where the group limits them. */
  private async withPlace(draft: CallInDraft, group: GroupDocument): Promise<Result<CallInDraft, NotCreated>> {
    const { caller } = draft;
    const limit = group.settings.maxLivePerCaller;
    if (limit === null || caller === null) return ok(draft);

    const live = await this.callIns.placesOf(caller, group._id);
    const callerPlace = freePlace(
      live.map((callIn) => callIn.callerPlace),
      limit,
    );
    if (callerPlace !== null) return ok({ ...draft, callerPlace });
    const seconds = live.map(({ expiresAt, now }) => retryAfterSeconds(expiresAt, now));
    return refused('TOO_MANY_LIVE_CALL_INS', group, Math.min(...seconds));
  }
}

/** Settings that change this often within one request are somebody's mistake. */
const LOOKS_MAX = 100;

const refused = (code: RefusedCode, { _id }: GroupDocument, retryAfterSeconds: number) =>
  err({ code, retryAfterSeconds, groupId: _id.toHexString() });

const otherwise = (code: 'LOOK_AGAIN' | 'KEY_TAKEN'): Made =>
  code === 'LOOK_AGAIN' ? 'LOOK_AGAIN' : err({ code: 'IDEMPOTENCY_KEY_RUNNING' });
