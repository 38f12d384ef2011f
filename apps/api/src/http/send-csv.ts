import { type FastifyReply } from 'fastify';

/** Answers with a file to be saved, never shown: nobody's cell can become markup. */
export function sendCsv(reply: FastifyReply, fileName: string, lines: Iterable<string>): string {
  void reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeFileName(fileName)}`)
    .header('x-content-type-options', 'nosniff');
  return [...lines].join('');
}

// RFC 8187: what encodeURIComponent leaves as it is and a header parameter may not hold.
const encodeFileName = (name: string) =>
  encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
