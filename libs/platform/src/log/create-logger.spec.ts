import { describe, expect, it } from '@jest/globals';

import { withCorrelationId } from './correlation.js';
import { createLogger } from './create-logger.js';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(createLogger({ service: 'api', level: 'info' }, { write: (line) => void lines.push(line) }));
  return JSON.parse(lines.join('')) as Record<string, unknown>;
}

describe('a log line', () => {
  it('is JSON with level, time, service and message', () => {
    const line = logged((logger) => {
      logger.info({ rows: 3 }, 'done');
    });
    expect(line).toMatchObject({ level: 'info', service: 'api', rows: 3, msg: 'done' });
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(line).not.toHaveProperty('correlationId');
  });

  it('carries the id of the request or job', () => {
    const line = logged((logger) => {
      withCorrelationId('job-7', () => {
        logger.info('done');
      });
    });
    expect(line.correlationId).toBe('job-7');
  });

  it('hides keys, codes and callers', () => {
    const text = JSON.stringify(
      logged((logger) => {
        logger.info({
          req: { headers: { 'x-api-key': 'hidden-1', authorization: 'hidden-2', cookie: 'hidden-3' } },
          callIn: { accessCode: 'hidden-4', userData: { plan: 'hidden-5' }, fromPhoneNumber: 'hidden-6' },
          password: 'hidden-7',
        });
      }),
    );
    expect(text).not.toContain('hidden-');
  });
});
