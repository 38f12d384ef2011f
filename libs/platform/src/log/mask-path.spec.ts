import { expect, it } from '@jest/globals';

import { maskPath } from './mask-path.js';

it.each([
  ['/api/v1/groups', '/api/v1/groups'],
  ['/api/v1/call-ins?fromPhoneNumber=12025550123', '/api/v1/call-ins'],
  ['/groups/1/numbers/+12025550123', '/groups/1/numbers/+***0123'],
  ['/groups/1/numbers/%2B12025550123', '/groups/1/numbers/+***0123'],
  ['/numbers/%31%32%30%32%35%35%35%30%31%32%33', '/numbers/***0123'],
  ['/years/2026', '/years/2026'],
  ['/imports/507f1f77bcf86cd799439011/errors', '/imports/507f1f77bcf86cd799439011/errors'],
  ['/call-ins/12345678-1234-4123-8123-123456789012', '/call-ins/12345678-1234-4123-8123-123456789012'],
  ['/broken/%E0%A4%A/12025550123', '/broken/%E0%A4%A/***0123'],
])('%s is logged as %s', (url, logged) => {
  expect(maskPath(url)).toBe(logged);
});
