import { type Import } from '@ctci/contracts';
import { type Answer } from '@ctci/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { type CheckedClient, type Refusal } from './support/checked-client.js';
import { rawHttp } from './support/raw-http.js';
import { KEY, System } from './support/system.js';

/** No worker runs: what is accepted stays queued. */
const system = new System();
let api: CheckedClient;
let path: string;

beforeAll(async () => {
  api = await system.startApi();
  const { id } = await api.createGroup({ name: 'Uploads' });
  path = `/api/v1/groups/${id}/imports`;
});

afterAll(() => system.stop());

type Uploaded = Answer<Import & Refusal>;
const CSV = '+18005550100,Sales\n';
const MEBIBYTE = 1024 * 1024;
const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)))),
  );

/** As a form, the way a browser sends it. */
const upload = (content: string | Uint8Array<ArrayBuffer>, query = '') => {
  const form = new FormData();
  form.append('file', new Blob([content]), 'numbers.csv');
  return api.send<Uploaded['body']>('POST', `${path}${query}`, form);
};
/** As a program does with `curl --data-binary`. */
const post = (content: string | Uint8Array, contentType = 'text/csv') =>
  api.send<Uploaded['body']>('POST', path, content, { 'content-type': contentType });
/** A form written by hand, with what no client of ours would send. */
const form = (...parts: string[]) =>
  post(`${parts.map((part) => `--line\r\n${part}\r\n`).join('')}--line--\r\n`, 'multipart/form-data; boundary=line');
const filePart = (disposition: string, content = CSV) =>
  `Content-Disposition: form-data; ${disposition}\r\n\r\n${content}`;
const stored = () => system.database.collection('imports').countDocuments();

describe('an upload', () => {
  it('is accepted as a form, with where to look and when', async () => {
    const accepted = await upload(CSV, '?onError=skip');
    expect(accepted).toMatchObject({
      status: 202,
      body: { status: 'queued', fileName: 'numbers.csv', mode: 'merge', onError: 'skip', dryRun: false, seq: 1 },
    });
    expect(accepted.headers.get('retry-after')).toBe('1');
    expect((await api.get(accepted.headers.get('location')!)).body).toEqual(accepted.body);
  });

  it.each(['text/csv', 'text/csv; charset=utf-8', 'TEXT/CSV'])('is accepted as %s', async (contentType) => {
    expect(await post(CSV, contentType)).toMatchObject({ status: 202, body: { fileName: 'upload.csv' } });
  });

  it('is accepted up to 4 MiB, and refused one byte later', async () => {
    const file = Buffer.from(`${CSV}${' '.repeat(4 * MEBIBYTE)}`).subarray(0, 4 * MEBIBYTE);
    const tooLarge = Uint8Array.from([...file, 32]);
    const all = await Promise.all([
      upload(Uint8Array.from(file)),
      post(Uint8Array.from(file)),
      upload(tooLarge),
      post(tooLarge),
    ]);
    expect(all.map(({ status, body }) => [status, body.code])).toEqual([
      [202, undefined],
      [202, undefined],
      [413, 'FILE_TOO_LARGE'],
      [413, 'BODY_TOO_LARGE'],
    ]);
  });

  it('is refused as too large long before it has arrived', async () => {
    const head = [
      `POST ${path} HTTP/1.1`,
      'host: x',
      `x-api-key: ${KEY}`,
      'connection: close',
      'content-type: text/csv',
    ];
    const refused = await rawHttp(api.url, [...head, 'content-length: 99999999999', '', CSV].join('\r\n'));
    expect(refused).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
  });

  it('keeps the same file, sent by many at once, a single time', async () => {
    const before = await system.database.collection('importFiles').countDocuments();
    const answers = await Promise.all(Array.from({ length: 10 }, () => upload('+18005550111,Once\n')));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(10);
    expect(await system.database.collection('importFiles').countDocuments()).toBe(before + 1);
  });
});

describe('an upload is refused at once, and nothing is stored,', () => {
  it.each<[string, string | Uint8Array<ArrayBuffer>, number, string, RegExp]>([
    ['when it is an Excel workbook', bytes('PK\x03\x04', '[Content_Types].xml'), 415, 'FILE_NOT_CSV', /xlsx/],
    ['when it is a ZIP archive', bytes('PK\x03\x04', 'a.csv'), 415, 'FILE_NOT_CSV', /ZIP/],
    ['when it is an old workbook', bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 415, 'FILE_NOT_CSV', /xls/],
    ['when it is a PDF', '%PDF-1.7\n', 415, 'FILE_NOT_CSV', /PDF/],
    ['when it is HTML', '<!doctype html><table>', 415, 'FILE_NOT_CSV', /HTML/],
    ['when it is binary', bytes(CSV, Array<number>(100).fill(0)), 415, 'FILE_NOT_CSV', /binary/],
    ['when it is UTF-16', bytes([0xff, 0xfe], [...Buffer.from(CSV, 'utf16le')]), 422, 'FILE_UTF16', /CSV UTF-8/],
    ['when it is not UTF-8', bytes(CSV, CSV, '+18005550102,Caf', [0xe9], '\n'), 422, 'FILE_NOT_UTF8', /Line 3 /],
    ['when semicolons separate', '+18005550100;Sales\n', 422, 'FILE_WRONG_SEPARATOR', /semicolons/],
    ['when tabs separate', '+18005550100\tSales\n', 422, 'FILE_WRONG_SEPARATOR', /tabs/],
    ['when it is empty', '', 422, 'FILE_EMPTY', /empty/],
    ['when it is blank', '\ufeff\r\n \n', 422, 'FILE_EMPTY', /empty/],
  ])('%s', async (_, content, status, code, detail) => {
    const before = await stored();
    for (const refused of [await upload(content), await post(content)]) {
      expect(refused).toMatchObject({ status, body: { code } });
      expect(refused.body.detail).toMatch(detail);
    }
    expect(await stored()).toBe(before);
  });

  it.each<[string, () => Promise<Uploaded>, number, string]>([
    ['when the field has another name', () => form(filePart('name="csv"; filename="a.csv"')), 422, 'FILE_MISSING'],
    ['when the field is no file', () => form(filePart('name="file"')), 422, 'VALIDATION_FAILED'],
    ['when the form is empty', () => form(), 422, 'FILE_MISSING'],
    [
      'when there are two files',
      () => form(filePart('name="file"; filename="a"'), filePart('name="file"; filename="b"')),
      422,
      'FILE_MISSING',
    ],
    [
      'when options stand in the form',
      () => form(filePart('name="file"; filename="a"'), filePart('name="onError"', 'skip')),
      422,
      'VALIDATION_FAILED',
    ],
    ['when the form has no boundary', () => post(CSV, 'multipart/form-data'), 400, 'BAD_REQUEST'],
    ['when the form is none', () => post(CSV, 'multipart/form-data; boundary=line'), 400, 'BAD_REQUEST'],
    [
      'when the form breaks off',
      () => post(`--line\r\n${filePart('name="file"; filename="a"')}`, 'multipart/form-data; boundary=line'),
      400,
      'BAD_REQUEST',
    ],
    ['when a field is a trap', () => form(filePart('name="__proto__"; filename="a"')), 400, 'BAD_REQUEST'],
    ['as JSON', () => post(JSON.stringify({ file: CSV }), 'application/json'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['as plain text', () => post(CSV, 'text/plain'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['as a form of text', () => post('file=x', 'application/x-www-form-urlencoded'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['without a content type', () => api.send('POST', path), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('%s', async (_, send, status, code) => {
    const before = await stored();
    expect(await send()).toMatchObject({ status, body: { code } });
    expect(await stored()).toBe(before);
  });

  it.each([
    'mode=both',
    'onError=',
    'dryRun=1',
    'confirmRemoved=-1',
    'confirmRemoved=x',
    'mode=merge&mode=merge',
    'x=1',
  ])('with ?%s', async (query) => {
    expect(await upload(CSV, `?${query}`)).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
  });

  it.each(['nonsense', '0'.repeat(24)])('into the group %s, which there is not', async (id) => {
    expect(await api.upload(id, CSV)).toMatchObject({ status: 404, body: { code: 'GROUP_NOT_FOUND' } });
  });

  it('by a caller who leaves half-way', async () => {
    const before = await stored();
    const head = [`POST ${path} HTTP/1.1`, 'host: x', `x-api-key: ${KEY}`, 'content-type: text/csv'];
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    const request = [...head, 'content-length: 1000', '', CSV].join('\r\n');
    await new Promise((resolve) => socket.write(request, resolve));
    await new Promise((resolve) => socket.destroy().once('close', resolve));
    expect((await api.get('/health/ready')).status).toBe(200);
    expect(await stored()).toBe(before);
  });
});

describe('a file name', () => {
  it.each([
    ['numéros €.csv', 'numéros €.csv'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\numbers.csv', 'numbers.csv'],
    ['a%0d%0aset-cookie: x=1.csv', 'a%0d%0aset-cookie: x=1.csv'],
    ["semi;colon'.csv", "semi;colon'.csv"],
    ['\u202egpj.exe.csv', 'gpj.exe.csv'],
    ['tab\there.csv', 'tabhere.csv'],
    ['x'.repeat(300), 'x'.repeat(200)],
    ['..', 'upload.csv'],
    ['', 'upload.csv'],
    ['/', 'upload.csv'],
  ])('%j is kept as %j, and never breaks a header', async (sent, kept) => {
    const { body } = await form(filePart(`name="file"; filename="${sent.replaceAll('\\', '\\\\')}"`));
    expect(body.fileName).toBe(kept);
    const rejected = await api.get(`/api/v1/imports/${body.id}/rejected.csv`);
    const [, encoded = ''] = /^attachment; filename\*=UTF-8''([\w.%~-]+)$/.exec(
      rejected.headers.get('content-disposition')!,
    )!;
    expect(decodeURIComponent(encoded)).toBe(`rejected-${kept}`);
    expect(rejected.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('may be absent where the part says by its type that it is a file', async () => {
    const part = filePart('name="file"').replace('\r\n', '\r\nContent-Type: application/octet-stream\r\n');
    expect(await form(part)).toMatchObject({ status: 202, body: { fileName: 'upload.csv' } });
  });
});

describe('an import that waits', () => {
  it('tells its ETag, answers 304 to whoever knows it, and says when to ask again', async () => {
    const { body } = await upload(CSV);
    const at = `/api/v1/imports/${body.id}`;
    const read = await api.get(at);
    expect([read.headers.get('etag'), read.headers.get('retry-after')]).toEqual(['"1"', '1']);
    for (const known of ['"1"', 'W/"1"', '"0", "1"', '*']) {
      const answer = await api.get(at, { 'if-none-match': known });
      expect(answer).toMatchObject({ status: 304, body: '' });
      expect([answer.headers.get('etag'), answer.headers.get('retry-after')]).toEqual(['"1"', '1']);
    }
    expect((await api.get(at, { 'if-none-match': '"0"' })).status).toBe(200);
  });

  it.each(['', '/errors', '/rejected.csv'])('is not found by another id: %s', async (part) => {
    for (const id of ['nonsense', '0'.repeat(24)]) {
      const answer = await api.get(`/api/v1/imports/${id}${part}`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'IMPORT_NOT_FOUND' } });
    }
  });
});
