import { CompatibleRefusal, Problem, type ProblemCode, PROBLEMS } from '@ctci/contracts';
import { describe, expect, it } from '@jest/globals';
import { invalid, ProblemError } from './problem-error.js';
import { refusalAnswer } from './refusal-answer.js';

const COMPATIBLE = '/engagement/v3/call-in/requests/create?x=1';

describe.each(Object.keys(PROBLEMS) as ProblemCode[])('%s', (code) => {
  const [status, title, remedy] = PROBLEMS[code];

  it('has the envelope on the compatible route, with an HTTP status that its code begins with', () => {
    const answer = refusalAnswer(new ProblemError(code), COMPATIBLE, 'mine');
    const envelope = CompatibleRefusal.parse(answer.body).status;
    expect(answer).toMatchObject({ contentType: 'application/json; charset=utf-8' });
    expect(String(envelope.code).slice(0, 3)).toBe(String(answer.status));
    expect([answer.status, envelope.message, envelope.corrId]).toEqual([
      ['VALIDATION_FAILED', 'IDEMPOTENCY_KEY_REUSED'].includes(code) ? 400 : status,
      `${title}. ${remedy}`,
      'mine',
    ]);
  });

  it.each(['/api/v1/call-ins', '/', '/engagements', '', '/api/v1/engagement/v3', '//engagement/v3'])(
    'is a problem document at %j',
    (url) => {
      const { status: sent, contentType, body } = refusalAnswer(new ProblemError(code), url, 'mine');
      expect([sent, contentType]).toEqual([status, 'application/problem+json']);
      expect(Problem.parse(body)).toMatchObject({ code, instance: 'mine', detail: remedy });
    },
  );
});

it('names every field that is wrong, in either form', () => {
  const refusal = invalid([
    { path: 'groupName', code: 'X', message: 'must be a text' },
    { path: '', code: 'Y', message: 'is no object' },
  ]);
  expect(refusalAnswer(refusal, COMPATIBLE, '').body).toMatchObject({
    status: { message: 'Something in the request is not valid: groupName: must be a text; is no object' },
  });
  expect(refusalAnswer(refusal, '/api/v1/call-ins', '').body).toMatchObject({ errors: refusal.errors });
});
