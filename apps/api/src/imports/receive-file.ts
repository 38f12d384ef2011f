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

  const part = await request.file();
  if (part?.fieldname !== 'file') throw new ProblemError('FILE_MISSING');
  return { name: harmless(part.filename), bytes: await part.toBuffer() };
}

/** A name that is shown and offered for saving, never a path that is opened. */
function harmless(fileName: string): string {
  const name = basename(fileName.replaceAll('\\', '/')).replace(/\p{C}/gu, '').trim();
  return name.slice(0, FILE_NAME_MAX_LENGTH).toWellFormed() || 'upload.csv';
}

const FILE_NAME_MAX_LENGTH = 200;
