import { Text, TextInput } from '@mantine/core';
import { useStrings } from '../app/strings/language.js';
import { sayField } from '../app/strings/said.js';
import { useChecks } from '../groups/use-checks.js';
import { type MendRow } from './mend-grid.js';
import { type Correction, cellsOf } from './wrong-rows.js';

interface MendCellProps {
  readonly row: MendRow;
  readonly column: 'dnis' | 'description';
  readonly change: (entries: Iterable<readonly [number, Correction | null]>) => void;
}

/** A cell as it stands in the file or as it was mended. One that nothing is wrong with stays, and is not shown. */
export function MendCell({ row, column, change }: MendCellProps) {
  const { app, imports, said } = useStrings();
  const checks = useChecks();
  const { line, correction } = row;
  const cells = cellsOf(row);
  const mended = correction?.kind === 'mended' ? correction : null;
  const value = mended?.[column] ?? cells[column];
  if (value === null || correction?.kind === 'discarded') {
    return (
      <Text size="sm" c="dimmed">
        {correction?.kind === 'discarded' ? app.none : imports.untouched}
      </Text>
    );
  }
  const check = column === 'dnis' ? checks?.checkDnis : checks?.checkDescription;
  const finding = mended ? check?.(value) : null;
  const label = column === 'dnis' ? imports.numberFor(String(line)) : imports.descriptionFor(String(line));
  return (
    <TextInput
      size="xs"
      aria-label={label}
      value={value}
      spellCheck={false}
      autoComplete="off"
      error={finding && sayField(said, finding)}
      onChange={(event) => {
        const text = event.currentTarget.value;
        change([[line, { ...whole(cells), ...mended, kind: 'mended', [column]: text }]]);
      }}
    />
  );
}

/** Of a row whose cells could not be told apart both are mended at once. */
const whole = ({ dnis, description }: ReturnType<typeof cellsOf>) =>
  dnis !== null && description !== null ? { dnis, description } : {};
