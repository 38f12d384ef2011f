import * as apiKeys from './api-keys.js';
import * as audit from './audit.js';
import * as callIns from './call-ins.js';
import * as compatibleRoute from './compatible-route.js';
import { type Endpoint } from './endpoint.js';
import * as groupUse from './group-use.js';
import * as groups from './groups.js';
import * as importSteps from './import-steps.js';
import * as imports from './imports.js';
import * as numbers from './numbers.js';
import * as secondFactor from './second-factor.js';
import * as service from './service.js';
import * as session from './session.js';
import * as users from './users.js';
import * as workers from './workers.js';

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'allow' in value;

const FILES = [
  ...[groups, groupUse, numbers, imports, importSteps, callIns, compatibleRoute],
  ...[session, secondFactor, users, apiKeys, audit, service, workers],
];

/** Every route of the API, found among what the files above export, so that none can be forgotten here. */
export const ALL_ENDPOINTS: readonly Endpoint[] = FILES.flatMap((file) => Object.values(file) as unknown[]).filter(
  isEndpoint,
);
