import { FILE_MAX_BYTES } from '@ctci/domain';
import { type Service } from '@ctci/platform';
import multipart from '@fastify/multipart';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { checkAccess } from './access/check-access.js';
import { appModule } from './app.module.js';
import { type ApiConfig, readConfig } from './config.js';
import { limitBodies } from './http/limit-bodies.js';
import { checkMediaType } from './http/check-media-type.js';
import { refuseConnection, sendProblem } from './http/send-problem.js';
import { secureAnswers } from './http/secure-answers.js';
import { serveDocs } from './http/serve-docs.js';
import { toProblemError } from './http/to-problem-error.js';
import { limitTries } from './limits/limit-requests.js';
import { readBuiltPage } from './page/built-page.js';
import { servePage } from './page/serve-page.js';

/** The API process: what it is made of and how it is told to listen. */
export const api: Service<ApiConfig> = {
  name: 'api',
  config: readConfig,
  port: 'PORT',
  module: appModule,
  fastify: (config) => ({
    trustProxy: config.TRUST_PROXY,
    bodyLimit: FILE_MAX_BYTES,
    // Whoever sends a byte now and then holds a connection for no longer.
    requestTimeout: 120_000,
    http: { maxHeaderSize: 16_384, headersTimeout: 20_000 },
    // As long as an address may be: what is no id is for the route to say.
    routerOptions: { maxParamLength: 16_384 },
    // What reaches no route reaches no filter either.
    frameworkErrors: (error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(toProblemError(error), request, reply);
    },
    clientErrorHandler: refuseConnection,
  }),
  configure: async (app) => {
    const server = app.getHttpAdapter().getInstance();
    await secureAnswers(app, server);
    limitBodies(server);
    checkAccess(server, app);
    limitTries(server, app);
    checkMediaType(server);
    await app.register(multipart, { limits: { files: 1, fields: 0, fileSize: FILE_MAX_BYTES } });
    app.useBodyParser('text/csv', { bodyLimit: FILE_MAX_BYTES });
    app.useWebSocketAdapter(new IoAdapter(app));
    serveDocs(app);
    const page = readBuiltPage();
    if (page) servePage(server, page);
  },
};
