import { type Import } from '@ctci/contracts';
import { Anchor, Code } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useFormat } from '../app/format.js';
import { useStrings } from '../app/strings/language.js';

export function ImportDetails({ import: one }: { readonly import: Import }) {
  const { app, imports } = useStrings();
  const format = useFormat();
  const time = (iso: string | null) => (iso === null ? app.none : format.time(iso));
  return (
    <details className="surface details">
      <summary>{imports.details}</summary>
      <dl className="facts">
        <dt>{imports.mode}</dt>
        <dd>{imports[one.mode]}</dd>
        <dt>{imports.onError}</dt>
        <dd>{imports[one.onError]}</dd>
        <dt>{imports.startedAt}</dt>
        <dd>{time(one.createdAt)}</dd>
        <dt>{imports.finishedAt}</dt>
        <dd>{time(one.finishedAt)}</dd>
        <dt>{imports.by}</dt>
        <dd>{one.createdBy}</dd>
        <dt>{imports.sha}</dt>
        <dd>
          <Code>{one.fileSha256}</Code>
        </dd>
        {one.basedOn !== undefined && (
          <>
            <dt>{imports.basedOn}</dt>
            <dd>
              <Anchor component={Link} to={`/imports/${one.basedOn}`}>
                {one.basedOn}
              </Anchor>
            </dd>
          </>
        )}
      </dl>
    </details>
  );
}
