/**
 * Loaded by `node --import` before an app: the time limits of its HTTP server, which it prints as they are when the server
 * begins to listen, are over HTTP_HURRY times as soon, and Node looks for them ten times a second.
 */
import http from 'node:http';

const times = Number(process.env.HTTP_HURRY);
const { createServer } = http;

http.createServer = (options, ...rest) => {
  const server = createServer({ ...options, connectionsCheckingInterval: 100 }, ...rest);
  server.once('listening', () => {
    const { headersTimeout, requestTimeout } = server;
    console.log(JSON.stringify({ headersTimeout, requestTimeout }));
    server.headersTimeout /= times;
    server.requestTimeout /= times;
  });
  return server;
};
