import { Button, Stack, Text } from '@mantine/core';
import { useRef, useState, type DragEvent } from 'react';
import { useFormat } from '../app/format.js';
import { ImportIcon } from '../app/icons.js';
import { useStrings } from '../app/strings/language.js';

interface DropZoneProps {
  readonly file: File | null;
  readonly onFile: (file: File) => void;
}

/** A file by drag and drop, or by the button, which is the way of keyboards and screen readers. */
export function DropZone({ file, onFile }: DropZoneProps) {
  const { imports } = useStrings();
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const [isRefused, setIsRefused] = useState(false);
  const take = (files: FileList | null) => {
    const [one, ...others] = files ?? [];
    setIsRefused(others.length > 0);
    if (one && others.length === 0) onFile(one);
  };
  const over = (is: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setIsOver(is);
  };
  return (
    <div
      className="drop"
      data-over={isOver}
      onDragOver={over(true)}
      onDragLeave={over(false)}
      onDrop={(event) => {
        over(false)(event);
        take(event.dataTransfer.files);
      }}
    >
      <Stack align="center" gap="xs">
        <ImportIcon size={32} />
        <Text fw={600} role="status">
          {file ? imports.fileChosen(file.name, format.number(Math.ceil(file.size / 1024))) : imports.drop}
        </Text>
        {isRefused && <Text role="alert">{imports.notOneFile}</Text>}
        <Button variant="default" onClick={() => input.current?.click()}>
          {file ? imports.another : imports.choose}
        </Button>
        <Text size="sm" c="dimmed">
          {imports.fileHint}
        </Text>
        <input
          ref={input}
          type="file"
          accept=".csv,text/csv"
          hidden
          onChange={(event) => {
            take(event.currentTarget.files);
            // Chosen again after somebody has changed it, the same file is another one.
            event.currentTarget.value = '';
          }}
        />
      </Stack>
    </div>
  );
}
