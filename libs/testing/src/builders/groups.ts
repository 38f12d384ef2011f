import { DEFAULT_SETTINGS, type GroupSettings, parseGroupName, type PlannedNumber } from '@ctci/domain';
import { type NewGroupEntry } from '@ctci/persistence';

export interface GroupParts {
  /** Absent: one that this process has not made before. */
  readonly name?: string;
  readonly numbers?: readonly PlannedNumber[];
  readonly settings?: Partial<GroupSettings>;
}

let made = 0;

/**
 * A group as it is before it is saved: with the default settings and without numbers, unless told otherwise.
 *
 * @throws when the name is none
 */
export function aGroup({ name = `Group ${++made}`, numbers = [], settings = {} }: GroupParts = {}): NewGroupEntry {
  const parsed = parseGroupName(name);
  if (!parsed.ok) throw new Error(parsed.error.code);
  return { name: parsed.value, settings: { ...DEFAULT_SETTINGS, ...settings }, numbers };
}
