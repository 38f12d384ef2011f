import { type Import } from '@ctci/contracts';
import { Anchor, Button, Group as Row, Radio, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { query, send } from '../app/api.js';
import { Page as Frame } from '../app/page.js';
import { useMayWrite } from '../app/session.js';
import { Failed, Loading, Problem, ReadOnly } from '../app/states.js';
import { useStrings } from '../app/strings/language.js';
import { unique } from '../app/unique.js';
import { groupQuery } from '../groups/queries.js';
import { DropZone } from './drop-zone.js';

/** Bulk Import From File: which file, and what it may do. */
export function Page() {
  const { imports } = useStrings();
  const params: unknown = useParams({ strict: false });
  const { groupId = '' } = params as { groupId?: string };
  const { data, error, refetch } = useQuery(groupQuery(groupId));
  const mayWrite = useMayWrite();
  if (!data) return error ? <Failed error={error} onAgain={() => void refetch()} /> : <Loading />;
  const { name } = data.group;
  return (
    <Frame
      title={imports.uploadTitle(name)}
      actions={
        <Anchor component={Link} to={`/config?group=${groupId}`}>
          {imports.back(name)}
        </Anchor>
      }
    >
      {mayWrite ? <Upload groupId={groupId} /> : <ReadOnly />}
    </Frame>
  );
}

interface Options {
  readonly mode: Import['mode'];
  readonly onError: Import['onError'];
}

function Upload({ groupId }: { readonly groupId: string }) {
  const { imports } = useStrings();
  const [file, setFile] = useState<File | null>(null);
  const [options, setOptions] = useState<Options>({ mode: 'merge', onError: 'abort' });
  const upload = useUpload(groupId);
  const begin = (dryRun: boolean) => {
    if (file) upload.mutate({ file, dryRun, ...options });
  };
  return (
    <Stack className="surface" p="md" maw={760} w="100%">
      <DropZone
        file={file}
        onFile={(chosen) => {
          setFile(chosen);
          upload.reset();
        }}
      />
      <Choices options={options} onChange={setOptions} />
      <Problem error={upload.error} />
      <Row justify="flex-end">
        <Button
          variant="default"
          disabled={!file || upload.isPending}
          onClick={() => {
            begin(false);
          }}
        >
          {imports.start}
        </Button>
        <Button
          disabled={!file}
          loading={upload.isPending}
          title={imports.tryHint}
          onClick={() => {
            begin(true);
          }}
        >
          {imports.tryFirst}
        </Button>
      </Row>
    </Stack>
  );
}

function Choices({ options, onChange }: { readonly options: Options; readonly onChange: (options: Options) => void }) {
  const { imports } = useStrings();
  return (
    <>
      <Radio.Group
        label={imports.mode}
        value={options.mode}
        onChange={(mode) => {
          onChange({ ...options, mode: mode });
        }}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="merge" label={imports.merge} description={imports.mergeHint} />
          <Radio value="replace" label={imports.replace} description={imports.replaceHint} />
        </Stack>
      </Radio.Group>
      <Radio.Group
        label={imports.onError}
        value={options.onError}
        onChange={(onError) => {
          onChange({ ...options, onError: onError });
        }}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="abort" label={imports.abort} />
          <Radio value="skip" label={imports.skip} />
        </Stack>
      </Radio.Group>
    </>
  );
}

function useUpload(groupId: string) {
  const navigate = useNavigate();
  const [key] = useState(unique);
  return useMutation({
    mutationFn: async ({ file, ...options }: Options & { file: File; dryRun: boolean }) => {
      const body = new FormData();
      body.append('file', file, file.name);
      // The key is of this file with these options: a retry of the very same has no second effect.
      const idempotencyKey = [key, file.name, file.size, file.lastModified, ...Object.values(options)]
        .join('-')
        .replace(/[^\w.-]/g, '_');
      return send<Import>('POST', `/groups/${groupId}/imports${query({ ...options })}`, {
        body,
        idempotencyKey: idempotencyKey.slice(0, 200),
      });
    },
    onSuccess: ({ body }) => navigate({ to: `/imports/${body.id}` }),
  });
}
