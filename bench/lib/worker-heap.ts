/** Node's options for a worker, as `npm start` sets them in scripts/apps.js. */
export const WORKER_HEAP = { NODE_OPTIONS: '--max-semi-space-size=8 --max-old-space-size=1024' };
