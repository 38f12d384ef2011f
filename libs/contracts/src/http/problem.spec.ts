import { type UploadProblemCode } from '@ctci/domain';
import { describe, expect, it } from '@jest/globals';
import { Problem, type ProblemCode, PROBLEMS } from './problem.js';

describe.each(Object.entries(PROBLEMS))('the problem %s', (code, [status, title, remedy]) => {
  it('has a code, a status, a title and a remedy, each as it is written everywhere', () => {
    expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(remedy).toMatch(/^[A-Z].*[^ ]$/);
  });

  it('makes a document that its schema takes', () => {
    const document = { type: `/problems/${code}`, title, status, detail: remedy, code, instance: 'id' };
    expect(Problem.parse(document)).toEqual(document);
    expect(Problem.safeParse({ ...document, code: 'ANOTHER' }).success).toBe(false);
  });
});

it('has a problem for everything that an upload is refused for', () => {
  const codes: readonly (UploadProblemCode & ProblemCode)[] = [
    'FILE_EMPTY',
    'FILE_TOO_LARGE',
    'FILE_NOT_CSV',
    'FILE_UTF16',
    'FILE_NOT_UTF8',
    'FILE_WRONG_SEPARATOR',
  ];
  for (const code of codes) expect(PROBLEMS[code][0]).toBeGreaterThanOrEqual(413);
});
