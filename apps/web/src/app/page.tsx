import { Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useKeptFocus } from './kept-focus.js';
import { useStrings } from './strings/language.js';

interface PageProps {
  readonly title: string;
  readonly hint?: string;
  /** Beside the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One page: its heading, which is the document's title as well, and what stands below it. */
export function Page({ title, hint, actions, children }: PageProps) {
  const { app } = useStrings();
  useEffect(() => {
    document.title = `${title} · ${app.name}`;
  }, [title, app.name]);
  return (
    <div className="page" {...useKeptFocus()}>
      <Group justify="space-between" align="flex-end">
        <div>
          <Title order={1}>{title}</Title>
          {hint !== undefined && <Text c="dimmed">{hint}</Text>}
        </div>
        {actions}
      </Group>
      {children}
    </div>
  );
}
