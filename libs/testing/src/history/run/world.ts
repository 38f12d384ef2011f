import { someNumbers } from '../../builders/numbers.js';
import { type Chance } from '../../builders/chance.js';
import { type HandedOut, type Match, type Operation } from '../operation.js';
import { type Fleet } from './fleet.js';

export interface GroupKind {
  readonly name: string;
  readonly isUnique: boolean;
  readonly hasCode: boolean;
  readonly coolDownSeconds: number;
  readonly numbers: number;
}

export interface PlayedGroup extends GroupKind {
  readonly id: string;
  /** When the call-ins end that are left to expire. */
  left: number[];
}

/** The call-ins that the players know of, and everything that they were told. */
export class World {
  readonly history: Operation[] = [];
  /** Answers that nobody should ever get. */
  readonly surprises: string[] = [];
  readonly waiting = new Map<string, HandedOut>();
  /** The latest to end. */
  readonly ended: HandedOut[] = [];
  /** The latest calls, some of which are told again. */
  readonly calls: Pick<Match, 'dnis' | 'accessCode' | 'callId'>[] = [];

  private constructor(
    readonly fleet: Fleet,
    readonly groups: readonly PlayedGroup[],
  ) {}

  /** Makes the groups, each with its numbers. */
  static async create(fleet: Fleet, chance: Chance): Promise<World> {
    const groups: PlayedGroup[] = [];
    const world = new World(fleet, groups);
    for (const kind of KINDS) {
      const { name, isUnique, hasCode, coolDownSeconds } = kind;
      const settings = { uniqueDnis: isUnique, generateAccessCode: hasCode, coolDownSeconds, ...SHORT };
      const numbers = someNumbers(kind.numbers);
      const made = await fleet.ask<{ id: string }>(chance, 'POST', '/api/v1/groups', { name, settings, numbers });
      if (made.status !== 201) throw new Error(`no group: ${made.status} ${JSON.stringify(made.body)}`);
      const { startedAt, endedAt, body } = made;
      groups.push({ ...kind, id: body.id, left: [] });
      for (const { dnis } of numbers) {
        world.history.push({ kind: 'add', startedAt, endedAt, groupId: body.id, dnis, outcome: 'done' });
      }
    }
    return world;
  }

  surprise(what: string, { status, body }: { readonly status: number | undefined; readonly body: unknown }): void {
    this.surprises.push(`${what}: ${status} ${JSON.stringify(body)}`);
  }

  /** It waits no more, or so it seems. */
  end(callInId: string): void {
    const callIn = this.waiting.get(callInId);
    if (!callIn) return;
    this.waiting.delete(callInId);
    this.ended.push(callIn);
    if (this.ended.length > ENDED_MAX) this.ended.shift();
  }
}

/** Pools that are soon exhausted: what is interesting happens where call-ins want the same number. */
const KINDS: readonly GroupKind[] = [
  { name: 'alone', isUnique: true, hasCode: false, coolDownSeconds: 0, numbers: 8 },
  { name: 'alone, rested', isUnique: true, hasCode: false, coolDownSeconds: 1, numbers: 8 },
  { name: 'alone, with a code', isUnique: true, hasCode: true, coolDownSeconds: 0, numbers: 8 },
  { name: 'together', isUnique: false, hasCode: false, coolDownSeconds: 0, numbers: 4 },
  { name: 'together, with codes', isUnique: false, hasCode: true, coolDownSeconds: 0, numbers: 4 },
];

const SHORT = { expirySeconds: 10, accessCodeLength: 4 };
const ENDED_MAX = 100;
