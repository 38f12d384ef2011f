import { type FieldProblem, type GroupChange, type NewNumber } from '@ctci/contracts';
import {
  type CellProblem,
  changeSettings,
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

type Checked<T> = Result<T, FieldProblem[]>;

/** Holds what people enter by hand to the rules of the domain; every field that is wrong is named. */
export class CheckInput {
  constructor(private readonly rules: NumberRules) {}

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
    const number = parseDnis(dnis, this.rules);
    const text = parseDescription(description);
    if (number.ok && text.ok) return ok({ dnis: number.value.dnis, description: text.value });
    return err([
      ...(number.ok
        ? []
        : [toFieldProblem(`${at}dnis`, number.error, dnisMessage(number.error.code, number.error.suggestion))]),
      ...(text.ok ? [] : [toFieldProblem(`${at}description`, text.error, findingMessage(text.error.code))]),
    ]);
  }

  /** As {@link number}, of a list: no number may stand in it twice. */
  numbers(list: readonly NewNumber[]): Checked<PlannedNumber[]> {
    const good = new Map<string, PlannedNumber>();
    const problems: FieldProblem[] = [];
    for (const [index, number] of list.entries()) {
      const checked = this.number(number, `numbers.${index}.`);
      if (!checked.ok) problems.push(...checked.error);
      else if (good.has(checked.value.dnis)) problems.push(duplicate(index));
      else good.set(checked.value.dnis, checked.value);
    }
    return problems.length === 0 ? ok([...good.values()]) : err(problems);
  }
}

const NAME_MESSAGES = {
  GROUP_NAME_MISSING: 'Give the group a name.',
  GROUP_NAME_TOO_LONG: 'Shorten the name to 128 characters.',
  GROUP_NAME_CONTROL_CHARACTER: 'Leave line breaks and other control characters out of the name.',
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
