import { type Group } from '@ctci/contracts';
import { Alert, Button, Group as Row, Stack, Text, Title } from '@mantine/core';
import { useFormat } from '../app/format.js';
import { Guard } from '../app/guard.js';
import { ChartIcon } from '../app/icons.js';
import { Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { capacityWords } from './capacity.js';
import { SettingsConflict } from './settings-conflict.js';
import { CallerSettings, CodeSettings, ExhaustionSettings, TimeSettings } from './settings-fields.js';
import { useSettingsForm } from './use-settings-form.js';

interface SettingsProps {
  readonly group: Group;
  readonly etag: string | null;
  readonly isLocked: boolean;
}

export function Settings({ group, etag, isLocked }: SettingsProps) {
  const { groups } = useStrings();
  const format = useFormat();
  const form = useSettingsForm(group, etag);
  const { draft, isDirty, isValid } = form;
  const fields = { draft, problems: form.problems, change: form.change, isLocked };
  return (
    <section className="surface" aria-labelledby="settings-title">
      <Guard isDirty={isDirty} />
      {form.conflict && (
        <SettingsConflict conflict={form.conflict} onTakeTheirs={form.takeTheirs} onKeepMine={form.keepMine} />
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isDirty && isValid) form.save();
        }}
      >
        <Stack p="md">
          <div>
            <Title order={2} id="settings-title">
              {groups.settings}
            </Title>
            <Text size="sm" c="dimmed">
              {groups.settingsHint}
            </Text>
          </div>
          <CodeSettings {...fields} />
          <TimeSettings {...fields} />
          <ExhaustionSettings {...fields} />
          <CallerSettings {...fields} />
          {isValid && (
            <Alert color="petrol" variant="light" icon={<ChartIcon />} title={groups.capacity} p="sm">
              {capacityWords(draft, group.poolSize, groups, format)}
            </Alert>
          )}
          <Problem error={form.error} />
          {!isLocked && <SaveBar {...form} />}
        </Stack>
      </form>
    </section>
  );
}

function SaveBar({ isDirty, isValid, isSaving, discard }: ReturnType<typeof useSettingsForm>) {
  const { groups } = useStrings();
  return (
    <Row justify="flex-end">
      {isDirty && (
        <>
          <Text size="sm" c="dimmed" role="status">
            {groups.unsaved}
          </Text>
          <Button variant="default" onClick={discard}>
            {groups.discard}
          </Button>
        </>
      )}
      <Button type="submit" disabled={!isDirty || !isValid} loading={isSaving}>
        {groups.save}
      </Button>
    </Row>
  );
}
