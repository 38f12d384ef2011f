import { Button, Group as Row, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useStrings } from '../app/strings/language.js';

interface ShownOnceProps {
  readonly title: string;
  readonly text: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** A secret that nobody can look up again: a click beside the dialog does not lose it. */
export function ShownOnce({ title, text, secret, onClose }: ShownOnceProps) {
  const { app } = useStrings();
  const [isCopied, setIsCopied] = useState(false);
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': app.close }}
    >
      <Stack>
        <Text size="sm">{text}</Text>
        <TextInput
          aria-label={title}
          readOnly
          value={secret}
          className="number"
          onFocus={(event) => {
            event.currentTarget.select();
          }}
        />
        <Row justify="flex-end">
          <Button variant="default" onClick={() => void copy(secret).then(setIsCopied)}>
            <span role="status">{isCopied ? app.copied : app.copy}</span>
          </Button>
          <Button onClick={onClose}>{app.close}</Button>
        </Row>
      </Stack>
    </Modal>
  );
}

/** Without TLS a page has no clipboard: then it is selected and copied by hand. */
const copy = (text: string): Promise<boolean> =>
  (navigator.clipboard as Clipboard | undefined)?.writeText(text).then(
    () => true,
    () => false,
  ) ?? Promise.resolve(false);
