import { SETTINGS_LIMITS } from '@ctci/domain';
import { Alert, Checkbox, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useFormat } from '../app/format.js';
import { useStrings } from '../app/strings/language.js';
import { sayField } from '../app/strings/said.js';
import { type Finding } from './checks.js';
import { type SettingsDraft } from './use-settings-form.js';

interface FieldsProps {
  readonly draft: SettingsDraft;
  readonly problems: Partial<Record<keyof SettingsDraft, Finding>>;
  readonly change: (change: Partial<SettingsDraft>) => void;
  readonly isLocked: boolean;
}

export function CodeSettings(props: FieldsProps) {
  const { draft, change, isLocked } = props;
  const { groups } = useStrings();
  return (
    <>
      <Checkbox
        label={groups.generateAccessCode}
        description={groups.generateAccessCodeHint}
        checked={draft.generateAccessCode}
        disabled={isLocked}
        onChange={(event) => {
          change({ generateAccessCode: event.currentTarget.checked });
        }}
      />
      <WholeNumber {...props} name="accessCodeLength" isOff={!draft.generateAccessCode} />
    </>
  );
}

export function TimeSettings(props: FieldsProps) {
  const { draft, change, isLocked } = props;
  const { groups } = useStrings();
  const isRisky = draft.uniqueDnis && !draft.generateAccessCode && draft.coolDownSeconds === 0;
  return (
    <>
      <WholeNumber {...props} name="expirySeconds" />
      <Checkbox
        label={groups.uniqueDnis}
        description={groups.uniqueDnisHint}
        checked={draft.uniqueDnis}
        disabled={isLocked}
        onChange={(event) => {
          change({ uniqueDnis: event.currentTarget.checked });
        }}
      />
      <WholeNumber {...props} name="coolDownSeconds" hint={groups.coolDownHint} isOff={!draft.uniqueDnis} />
      {isRisky && (
        <Alert color="yellow" p="xs">
          <Text size="sm">{groups.coolDownAdvice}</Text>
        </Alert>
      )}
    </>
  );
}

export function ExhaustionSettings({ draft, problems, change, isLocked }: FieldsProps) {
  const { groups, said } = useStrings();
  return (
    <>
      <Radio.Group
        label={groups.onExhausted}
        value={draft.onExhausted}
        onChange={(value) => {
          change({ onExhausted: value });
        }}
      >
        <Stack gap={6} mt={6}>
          <Radio value="refuse" label={groups.refuse} disabled={isLocked} />
          <Radio value="overflow" label={groups.overflow} disabled={isLocked} />
        </Stack>
      </Radio.Group>
      {draft.onExhausted === 'overflow' && (
        <TextInput
          label={groups.overflowNumber}
          description={groups.overflowHint}
          inputMode="tel"
          autoComplete="off"
          value={draft.overflowNumber ?? ''}
          disabled={isLocked}
          error={problems.overflowNumber && sayField(said, problems.overflowNumber)}
          onChange={(event) => {
            change({ overflowNumber: event.currentTarget.value.trim() || null });
          }}
        />
      )}
    </>
  );
}

export function CallerSettings(props: FieldsProps) {
  const { draft, change, isLocked } = props;
  const { groups } = useStrings();
  return (
    <>
      <Checkbox
        label={groups.limitCallers}
        checked={draft.maxLivePerCaller !== null}
        disabled={isLocked}
        onChange={(event) => {
          change({ maxLivePerCaller: event.currentTarget.checked ? FIRST_LIMIT : null });
        }}
      />
      {draft.maxLivePerCaller !== null && <WholeNumber {...props} name="maxLivePerCaller" />}
    </>
  );
}

interface WholeNumberProps extends FieldsProps {
  readonly name: keyof typeof SETTINGS_LIMITS;
  readonly hint?: string;
  readonly isOff?: boolean;
}

/** Takes what is typed, out of range too, so that the domain's own word about it can be read. */
function WholeNumber({ draft, problems, change, name, hint, ...rest }: WholeNumberProps) {
  const { groups, said } = useStrings();
  const format = useFormat();
  const { min, max } = SETTINGS_LIMITS[name];
  const range = groups.range(format.number(min), format.number(max));
  const value = draft[name];
  const problem = problems[name];
  return (
    <NumberInput
      label={groups[name]}
      description={hint ? `${hint}; ${range}` : range}
      value={value === null || Number.isNaN(value) ? '' : value}
      error={problem && sayField(said, problem)}
      min={min}
      max={max}
      clampBehavior="none"
      allowDecimal={false}
      disabled={rest.isLocked || rest.isOff === true}
      onChange={(entered) => {
        change({ [name]: typeof entered === 'number' ? entered : NaN });
      }}
    />
  );
}

const FIRST_LIMIT = 3;
