import { type Import, type ImportUndone } from '@ctci/contracts';
import { CANCELLABLE } from '@ctci/domain';
import { Alert, Button, Group as Row, List, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Confirm } from '../app/confirm.js';
import { useFormat } from '../app/format.js';
import { CloseIcon, ExportIcon, UndoIcon } from '../app/icons.js';
import { Problem } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { say } from '../app/strings/said.js';
import { cancel, undo } from './queries.js';

interface ImportActionsProps {
  readonly import: Import;
  readonly look: () => Promise<void>;
  readonly mayWrite: boolean;
}

export function ImportActions({ import: one, look, mayWrite }: ImportActionsProps) {
  const { imports } = useStrings();
  const isCancellable = CANCELLABLE.some((status) => status === one.status);
  const isUndoable = one.status === 'completed' && !one.dryRun && one.undoneAt === undefined;
  return (
    <Row gap="xs">
      {one.counts.rejected > 0 && (
        <Button
          component="a"
          href={`/api/v1/imports/${one.id}/rejected.csv`}
          download
          variant="default"
          leftSection={<ExportIcon />}
        >
          {imports.download}
        </Button>
      )}
      {mayWrite && isCancellable && <Cancel import={one} look={look} />}
      {mayWrite && <Undo import={one} look={look} isUndoable={isUndoable} />}
    </Row>
  );
}

type StepProps = Pick<ImportActionsProps, 'import' | 'look'>;

function Cancel({ import: one, look }: StepProps) {
  const { imports } = useStrings();
  const step = useMutation({ mutationFn: () => cancel(one), onSettled: look });
  return (
    <>
      <Button
        variant="default"
        leftSection={<CloseIcon />}
        loading={step.isPending}
        onClick={() => {
          step.mutate();
        }}
      >
        {imports.cancelImport}
      </Button>
      <Problem error={step.error} />
    </>
  );
}

/** What was taken back stays to be read, when the news of it has come and there is nothing to undo any more. */
function Undo({ import: one, look, isUndoable }: StepProps & { readonly isUndoable: boolean }) {
  const { imports } = useStrings();
  const [isAsking, setIsAsking] = useState(false);
  const [undone, setUndone] = useState<ImportUndone | null>(null);
  const step = useMutation({
    mutationFn: () => undo(one),
    onSuccess: (result) => {
      setIsAsking(false);
      setUndone(result);
    },
    onError: look,
  });
  return (
    <>
      {isUndoable && (
        <Button
          variant="default"
          leftSection={<UndoIcon />}
          onClick={() => {
            setIsAsking(true);
          }}
        >
          {imports.undo}
        </Button>
      )}
      {isAsking && (
        <Confirm
          title={imports.undoTitle}
          text={imports.undoText}
          action={imports.undo}
          isPending={step.isPending}
          error={step.error}
          onConfirm={step.mutate}
          onClose={() => {
            setIsAsking(false);
            step.reset();
          }}
        />
      )}
      {undone && (
        <Undone
          undone={undone}
          onClose={() => {
            setUndone(null);
            void look();
          }}
        />
      )}
    </>
  );
}

/** What was taken back, and what somebody has touched since and why it stayed. */
function Undone({
  undone: { takenOut, putBack, kept },
  onClose,
}: {
  readonly undone: ImportUndone;
  readonly onClose: () => void;
}) {
  const { app, imports, said } = useStrings();
  const format = useFormat();
  return (
    <Modal opened onClose={onClose} title={imports.undone} closeButtonProps={{ 'aria-label': app.close }}>
      <Stack>
        <Text size="sm">{imports.undoResult(format.number(takenOut), format.number(putBack))}</Text>
        {kept.length > 0 && (
          <Alert color="yellow" title={imports.undoKept(format.number(kept.length))}>
            <List size="sm">
              {kept.slice(0, KEPT_SHOWN).map((number) => (
                <List.Item key={number.dnis}>
                  {number.dnis}: {say(said, 'kept', number)}
                </List.Item>
              ))}
            </List>
          </Alert>
        )}
        <Button onClick={onClose}>{app.close}</Button>
      </Stack>
    </Modal>
  );
}

const KEPT_SHOWN = 200;
