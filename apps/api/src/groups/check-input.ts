import { type FieldProblem, type GroupChange, type NewGroup, type NewNumber, type NumberChange } from '@ctci/contracts';
import {
  type CellProblem,
  changeSettings,
  DEFAULT_SETTINGS,
  type Dnis,
  dnisMessage,
  err,
  findingMessage,
  type GroupName,
  type GroupSettings,
  ok,
  parseDescription,
  parseDnis,
  parseGroupName,
  type NumberRules,
  type PlannedNumber,
  type Result,
} from '@ctci/domain';
import { type NewGroupEntry } from '@ctci/persistence';

type Checked<T> = Result<T, FieldProblem[]>;

/** Holds what people enter by hand to the rules of the domain; every field that is wrong is named. */
export class CheckInput {
  constructor(private readonly rules: NumberRules) {}

  /** A new group with all that it is made of. */
  group({ name, settings, numbers = [] }: NewGroup): Checked<NewGroupEntry> {
    const checked = {
      name: this.name(name),
      settings: this.settings(DEFAULT_SETTINGS, settings),
      numbers: this.numbers(numbers),
    };
    if (!checked.name.ok || !checked.settings.ok || !checked.numbers.ok) {
      return err(Object.values(checked).flatMap((part) => (part.ok ? [] : part.error)));
    }
    const { overflowNumber } = checked.settings.value;
    if (checked.numbers.value.some(({ dnis }) => dnis === overflowNumber)) return err([OVERFLOW_NUMBER_IN_POOL]);
    return ok({ name: checked.name.value, settings: checked.settings.value, numbers: checked.numbers.value });
  }

  name(text: string): Checked<GroupName> {
    const name = parseGroupName(text);
    if (name.ok) return name;
    return err([{ path: 'name', code: name.error.code, message: NAME_MESSAGES[name.error.code] }]);
  }

  settings(current: GroupSettings, change: GroupChange['settings'] = {}): Checked<GroupSettings> {
    const changed = changeSettings(current, change, this.rules);
    if (changed.ok) return changed;
    return err(changed.error.map((problem) => ({ ...problem, path: `settings.${problem.path}` })));
  }

  /** @param at where the number stands in the request: `numbers.3.` */
  number({ dnis, description = '' }: NewNumber, at = ''): Checked<PlannedNumber> {
    const number = this.dnis(dnis, at);
    const text = this.description(description, at);
    if (number.ok && text.ok) return ok({ dnis: number.value, description: text.value });
    return err([number, text].flatMap((field) => (field.ok ? [] : field.error)));
  }

  /** A change of a number that is there: what is not sent stays as it is, and is not judged again. */
  numberChange(seen: PlannedNumber, { dnis, description }: NumberChange): Checked<PlannedNumber> {
    const number = dnis === undefined ? ok(seen.dnis) : this.dnis(dnis);
    const text = description === undefined ? ok(seen.description) : this.description(description);
    if (number.ok && text.ok) return ok({ dnis: number.value, description: text.value });
    return err([number, text].flatMap((field) => (field.ok ? [] : field.error)));
  }

  /** As {@link number}, of a list: no number may stand in it twice. */
  numbers(list: readonly NewNumber[]): Checked<PlannedNumber[]> {
    const good = new Map<string, PlannedNumber>();
    const problems: FieldProblem[] = [];
    for (const [index, number] of list.entries()) {
      const checked = this.number(number, `numbers.${index}.`);
      if (problems.length >= PROBLEMS_MAX) break;
      if (!checked.ok) problems.push(...checked.error);
      else if (good.has(checked.value.dnis)) problems.push(duplicate(index));
      else good.set(checked.value.dnis, checked.value);
    }
    return problems.length === 0 ? ok([...good.values()]) : err(problems);
  }

  private dnis(text: string, at = ''): Checked<Dnis> {
    const number = parseDnis(text, this.rules);
    if (number.ok) return ok(number.value.dnis);
    const { code, suggestion } = number.error;
    return err([toFieldProblem(`${at}dnis`, number.error, dnisMessage(code, suggestion))]);
  }

  private description(text: string, at = ''): Checked<string> {
    const description = parseDescription(text);
    if (description.ok) return description;
    return err([toFieldProblem(`${at}description`, description.error, findingMessage(description.error.code))]);
  }
}

/** More would only be read by nobody. */
const PROBLEMS_MAX = 100;

const NAME_MESSAGES = {
  GROUP_NAME_MISSING: 'Give the group a name.',
  GROUP_NAME_TOO_LONG: 'Shorten the name to 128 characters.',
  GROUP_NAME_CONTROL_CHARACTER: 'Leave line breaks and other control characters out of the name.',
};

const OVERFLOW_NUMBER_IN_POOL: FieldProblem = {
  path: 'settings.overflowNumber',
  code: 'OVERFLOW_NUMBER_IN_POOL',
  message: 'The overflow number may be in no pool: leave it out of the numbers, or choose another.',
};

const toFieldProblem = (path: string, { code, suggestion }: CellProblem<string>, message: string): FieldProblem => ({
  path,
  code,
  message,
  ...(suggestion !== undefined && { suggestion }),
});

const duplicate = (index: number): FieldProblem => ({
  path: `numbers.${index}.dnis`,
  code: 'DUPLICATE_NUMBER',
  message: 'The list has this number already: leave it out.',
});
