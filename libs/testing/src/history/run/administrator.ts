import { type Chance } from '../../builders/chance.js';
import { type PlayedGroup, type World } from './world.js';

interface Place {
  readonly dnis: string;
  readonly group: PlayedGroup;
}

/** Takes numbers out of their groups and adds them to the same or others, one at a time, all by chance. */
export class Administrator {
  private placed: Place[] = [];
  private homeless: string[] = [];

  constructor(
    private readonly world: World,
    private readonly chance: Chance,
  ) {
    const groups = new Map(world.groups.map((group) => [group.id, group]));
    this.placed = world.history.flatMap((operation) => {
      const group = operation.kind === 'add' ? groups.get(operation.groupId) : undefined;
      return operation.kind === 'add' && group ? [{ dnis: operation.dnis, group }] : [];
    });
  }

  async step(): Promise<void> {
    const isAdd = this.homeless.length > 0 && (this.homeless.length > HOMELESS_MAX || this.chance.below(2) === 0);
    if (isAdd) await this.add();
    else await this.remove();
  }

  private async remove(): Promise<void> {
    const place = this.chance.oneOf(this.placed);
    const { dnis, group } = place;
    if (this.placed.filter((other) => other.group === group).length <= POOL_MIN) return;
    const path = `/api/v1/groups/${group.id}/numbers/${dnis}`;
    const asked = await this.world.fleet.ask(this.chance, 'DELETE', path);
    const { startedAt, endedAt, status } = asked;
    const outcome = status === undefined ? 'unknown' : 'done';
    if (outcome === 'done' && status !== 202) this.world.surprise('remove', asked);
    this.world.history.push({ kind: 'remove', startedAt, endedAt, groupId: group.id, dnis, outcome });
    this.placed = this.placed.filter((other) => other !== place);
    if (outcome === 'done') this.homeless.push(dnis);
    else await this.lookFor(dnis);
  }

  private async add(): Promise<void> {
    const dnis = this.chance.oneOf(this.homeless);
    const group = this.chance.oneOf(this.world.groups);
    const asked = await this.world.fleet.ask<{ code?: string }>(
      ...([this.chance, 'POST', `/api/v1/groups/${group.id}/numbers`, { dnis }] as const),
    );
    const { startedAt, endedAt, status, body } = asked;
    if (status === 409 && body.code === 'NUMBER_DRAINING') return;
    const outcome = status === undefined ? 'unknown' : 'done';
    if (outcome === 'done' && status !== 201) this.world.surprise('add', asked);
    this.world.history.push({ kind: 'add', startedAt, endedAt, groupId: group.id, dnis, outcome });
    this.homeless = this.homeless.filter((other) => other !== dnis);
    if (outcome === 'done') this.placed.push({ dnis, group });
    else await this.lookFor(dnis);
  }

  /** Nobody answered: where has it come to be? */
  private async lookFor(dnis: string): Promise<void> {
    for (const group of this.world.groups) {
      const path = `/api/v1/groups/${group.id}/numbers/${dnis}`;
      const asked = await this.world.fleet.askUntilAnswered(this.chance, 'GET', path);
      if (asked.status === 200) {
        this.placed.push({ dnis, group });
        return;
      }
    }
    this.homeless.push(dnis);
  }
}

const HOMELESS_MAX = 6;
const POOL_MIN = 2;
