import { type FastifyReply } from 'fastify';
import { Readable } from 'node:stream';

/** Answers with a file to be saved, never shown: nobody's cell can become markup. */
export function sendCsv(reply: FastifyReply, fileName: string, lines: Iterable<string>): string {
  announceCsv(reply, fileName);
  return [...lines].join('');
}

/**
 * The same for a file of any length: a part of it is asked for when the one before has left, and none any more when the
 * client has gone. A part that cannot be had breaks the connection, so that what has left does not pass for the whole.
 */
export function streamCsv(reply: FastifyReply, fileName: string, parts: AsyncIterable<string>): Readable {
  announceCsv(reply, fileName);
  return Readable.from(parts, { highWaterMark: 1 });
}

function announceCsv(reply: FastifyReply, fileName: string): void {
  void reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeFileName(fileName)}`)
    .header('x-content-type-options', 'nosniff');
}

// RFC 8187: what encodeURIComponent leaves as it is and a header parameter may not hold.
const encodeFileName = (name: string) =>
  encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
