import { type Service } from '@ctci/platform';
import multipart from '@fastify/multipart';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { checkAccess } from './access/check-access.js';
import { appModule } from './app.module.js';
import { type ApiConfig, readConfig } from './config.js';
import { serveDocs } from './http/serve-docs.js';
import { FILE_MAX_BYTES } from '@ctci/domain';

/** The API process: what it is made of and how it is told to listen. */
export const api: Service<ApiConfig> = {
  name: 'api',
  config: readConfig,
  port: 'PORT',
  module: appModule,
  fastify: () => ({ bodyLimit: FILE_MAX_BYTES, routerOptions: { maxParamLength: 256 } }),
  configure: async (app) => {
    const server = app.getHttpAdapter().getInstance();
    checkAccess(server, app);
    server.removeContentTypeParser('text/plain');
    await app.register(multipart, { limits: { files: 1, fields: 0, fileSize: FILE_MAX_BYTES } });
    app.useBodyParser('text/csv', { bodyLimit: FILE_MAX_BYTES });
    app.useWebSocketAdapter(new IoAdapter(app));
    serveDocs(app);
  },
};
