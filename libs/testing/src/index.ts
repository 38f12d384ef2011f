export * from './client/api-client.js';
export * from './client/import-watcher.js';
export { startApp, type AppName, type StartedApp } from './services/start-app.js';
export { testMongoUri, testRedisUrl, uniquePrefix } from './services/test-services.js';
