import { type FastifyRequest } from 'fastify';
import { basename } from 'node:path/posix';
import { ProblemError } from '../http/problem-error.js';

export interface ReceivedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The one file of an upload, be it the multipart field `file` or the body itself as `text/csv`. */
export async function receiveFile(request: FastifyRequest): Promise<ReceivedFile> {
  if (Buffer.isBuffer(request.body)) return { name: 'upload.csv', bytes: request.body };
  if (!request.isMultipart()) throw new ProblemError('UNSUPPORTED_MEDIA_TYPE');

  const file = await fileOf(request);
  if (!file) throw new ProblemError('FILE_MISSING');
  return { name: harmlessName(file.name), bytes: file.bytes };
}

/** Reads the form to its end: what follows the file may be what is wrong with it. */
async function fileOf(request: FastifyRequest): Promise<ReceivedFile | undefined> {
  let file: ReceivedFile | undefined;
  try {
    for await (const part of request.files()) {
      const bytes = await part.toBuffer();
      // Absent where only its content type says that it is a file.
      const { filename = '' } = part as { filename?: string };
      if (part.fieldname === 'file') file = { name: filename, bytes };
    }
  } catch (error) {
    // What the parser cannot read has no code of Fastify's.
    if (error instanceof Error && 'code' in error) throw error;
    throw new ProblemError('BAD_REQUEST', 'Send a whole multipart form, with its boundary in the content type.');
  }
  return file;
}

/** A name that is shown and offered for saving, never a path that is opened. */
export function harmlessName(fileName: string): string {
  const name = basename(fileName.replaceAll('\\', '/')).replace(/\p{C}/gu, '').trim();
  return name.slice(0, FILE_NAME_MAX_LENGTH).toWellFormed() || 'upload.csv';
}

const FILE_NAME_MAX_LENGTH = 200;
