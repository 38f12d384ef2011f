export * from './client/api-client.js';
export * from './client/import-watcher.js';
