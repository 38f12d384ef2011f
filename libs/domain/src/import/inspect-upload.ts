import { err, ok, type Result } from '../result.js';
import { foreignContent, isUtf16 } from './recognize-content.js';
import { decodeUtf8, lineOfFirstBadByte } from './decode-utf8.js';
import { usesWrongSeparator } from './recognize-separator.js';

/** 4 MiB. */
export const FILE_MAX_BYTES = 4 * 1024 * 1024;

export type UploadProblemCode =
  'FILE_EMPTY' | 'FILE_TOO_LARGE' | 'FILE_NOT_CSV' | 'FILE_UTF16' | 'FILE_NOT_UTF8' | 'FILE_WRONG_SEPARATOR';

export interface UploadProblem {
  readonly code: UploadProblemCode;
  /** English, says what to do. */
  readonly message: string;
  /** Physical line in the file, from 1. */
  readonly line?: number;
}

/** What can be told of an upload at once, by its content alone; its text without byte order mark when it is worth reading. */
export function inspectUpload(bytes: Uint8Array): Result<string, UploadProblem> {
  if (bytes.length > FILE_MAX_BYTES)
    return refuse('FILE_TOO_LARGE', 'The file is larger than 4 MiB. Import it in parts.');

  const foreign = foreignContent(bytes);
  if (foreign) {
    return refuse(
      'FILE_NOT_CSV',
      `This is ${foreign}, not a CSV file. Open it and save it as "CSV UTF-8 (comma delimited)".`,
    );
  }
  if (isUtf16(bytes)) {
    return refuse('FILE_UTF16', 'The text is encoded as UTF-16. Save it as "CSV UTF-8 (comma delimited)".');
  }

  const text = decodeUtf8(bytes);
  if (text === null) return undecodable(bytes);
  if (text.trim() === '') return refuse('FILE_EMPTY', 'The file is empty. Choose one with a number in each row.');
  return isBinary(text) ? refuse('FILE_NOT_CSV', BINARY) : inspectText(text);
}

function undecodable(bytes: Uint8Array): Result<never, UploadProblem> {
  if (bytes.includes(0)) return refuse('FILE_NOT_CSV', BINARY);
  const line = lineOfFirstBadByte(bytes);
  const message = `Line ${line} has a character that is not UTF-8. Save the file as "CSV UTF-8 (comma delimited)".`;
  return refuse('FILE_NOT_UTF8', message, line);
}

function inspectText(text: string): Result<string, UploadProblem> {
  const separator = usesWrongSeparator(text);
  if (!separator) return ok(text);
  const message = `The columns are separated by ${separator}. Save the file with commas, as "CSV UTF-8 (comma delimited)".`;
  return refuse('FILE_WRONG_SEPARATOR', message);
}

const refuse = (code: UploadProblemCode, message: string, line?: number): Result<never, UploadProblem> =>
  err({ code, message, ...(line === undefined ? {} : { line }) });

// A stray NUL is a fault of its row; many are no text at all.
function isBinary(text: string): boolean {
  if (!text.includes('\0')) return false;
  const sample = text.slice(0, 8_192);
  return sample.split('\0').length - 1 > sample.length / 10;
}

const BINARY = 'This is a binary file, not a CSV file. Save your numbers as "CSV UTF-8 (comma delimited)".';
