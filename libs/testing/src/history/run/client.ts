import { type CallIn, type CreatedCallIn, type MatchAnswer } from '@ctci/contracts';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Chance } from '../../builders/chance.js';
import { type HandedOut, type Match } from '../operation.js';
import { type PlayedGroup, type World } from './world.js';

type Call = Pick<Match, 'dnis' | 'accessCode' | 'callId'>;

/** A program that asks for call-ins, joins calls to them, cancels and reads them, all by chance. */
export class Client {
  constructor(
    private readonly world: World,
    private readonly chance: Chance,
  ) {}

  async step(): Promise<void> {
    const roll = this.chance.below(100);
    if (roll < 45) await this.create();
    else if (roll < 85) await this.match();
    else if (roll < 95) await this.cancel();
    else await this.look();
  }

  async create(group = this.chance.oneOf(this.world.groups)): Promise<HandedOut | undefined> {
    const body = { groupName: group.name, ...(this.chance.below(2) === 0 && { fromPhoneNumber: this.caller() }) };
    const asked = await this.world.fleet.ask<CreatedCallIn>(this.chance, 'POST', '/api/v1/call-ins', body);
    const { startedAt, endedAt, status, body: made } = asked;
    if (status === undefined || status === 503) return undefined; // exhausted
    if (status !== 201) this.world.surprise('create', asked);
    if (status !== 201) return undefined;

    const callIn: HandedOut = {
      ...{ id: made.id, groupId: group.id, dnis: made.toPhoneNumber, accessCode: made.accessCode },
      ...{ isUnique: group.isUnique, coolDownMs: group.coolDownSeconds * 1_000 },
      expiresAt: Date.parse(made.expiresAt),
    };
    this.world.history.push({ kind: 'create', startedAt, endedAt, callIn });
    if (!this.isLeftAlone(group, callIn)) this.world.waiting.set(callIn.id, callIn);
    return callIn;
  }

  async cancel(callInId = this.some()?.id): Promise<void> {
    if (callInId === undefined) return this.wait();
    const path = `/api/v1/call-ins/${callInId}/cancel`;
    const asked = await this.world.fleet.ask<CallIn>(this.chance, 'POST', path);
    const { startedAt, endedAt, status } = asked;
    const outcome = status === undefined ? 'unknown' : status === 200 ? 'cancelled' : 'refused';
    if (outcome === 'refused' && status !== 409) this.world.surprise('cancel', asked);
    this.world.history.push({ kind: 'cancel', startedAt, endedAt, callInId, outcome });
    this.world.end(callInId);
  }

  private async match(): Promise<void> {
    const call = this.call();
    if (!call) return this.wait();
    const asked = await this.world.fleet.ask<MatchAnswer>(this.chance, 'POST', '/api/v1/call-ins/match', {
      ...call,
      callerNumber: this.caller(),
    });
    const { startedAt, endedAt, status, body } = asked;
    if (status !== undefined && status !== 200) this.world.surprise('match', asked);
    const outcome = status === 200 ? body.outcome : 'unknown';
    const callInId = status === 200 && body.outcome === 'matched' ? body.callIn.id : null;
    this.world.history.push({ kind: 'match', startedAt, endedAt, ...call, outcome, callInId });
    if (callInId !== null) this.world.end(callInId);
  }

  private async look(): Promise<void> {
    const callIn = this.some();
    if (!callIn) return this.wait();
    const asked = await this.world.fleet.ask<CallIn>(this.chance, 'GET', `/api/v1/call-ins/${callIn.id}`);
    const { startedAt, endedAt, status, body } = asked;
    if (status === undefined) return;
    if (status !== 200) this.world.surprise('look', asked);
    else this.world.history.push({ kind: 'look', startedAt, endedAt, callInId: callIn.id, state: body.state });
  }

  /** There is no call-in to do anything with yet. */
  private wait(): Promise<void> {
    return sleep(WAIT_MS);
  }

  /** Mostly a new one for a call-in that seems to wait, sometimes the same again. */
  private call(): Call | undefined {
    if (this.world.calls.length > 0 && this.chance.below(10) === 0) return this.chance.oneOf(this.world.calls);
    const callIn = this.some();
    if (!callIn) return undefined;
    const { dnis, accessCode } = callIn;
    const call = { dnis, accessCode, callId: this.chance.below(4) === 0 ? null : randomUUID() };
    if (call.callId !== null) this.world.calls.push(call);
    if (this.world.calls.length > CALLS_MAX) this.world.calls.shift();
    return call;
  }

  private some(): HandedOut | undefined {
    const now = Date.now();
    for (const { id, expiresAt } of this.world.waiting.values()) if (expiresAt <= now) this.world.end(id);
    const waiting = [...this.world.waiting.values()];
    const { ended } = this.world;
    const choice = waiting.length === 0 || this.chance.below(8) === 0 ? ended : waiting;
    return choice.length === 0 ? undefined : this.chance.oneOf(choice);
  }

  /** A few of each group expire; more would soon have every number. */
  private isLeftAlone(group: PlayedGroup, { expiresAt }: HandedOut): boolean {
    const now = Date.now();
    group.left = group.left.filter((end) => end > now);
    if (this.chance.below(10) > 0 || group.left.length >= group.numbers / 3) return false;
    group.left.push(expiresAt);
    return true;
  }

  private caller(): string {
    return `+1202555010${this.chance.below(5)}`;
  }
}

const CALLS_MAX = 50;
const WAIT_MS = 20;
