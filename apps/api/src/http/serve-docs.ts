import { ALL_ENDPOINTS } from '@ctci/contracts';
import { type INestApplication } from '@nestjs/common';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { openApi } from './open-api.js';

/** OpenAPI at `/api/openapi.json`, and a page to read it at `/api/docs`. */
export function serveDocs(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, openApi(ALL_ENDPOINTS) as unknown as OpenAPIObject, {
    jsonDocumentUrl: 'api/openapi.json',
    yamlDocumentUrl: 'api/openapi.yaml',
    customSiteTitle: 'Click-To-Call-In API',
  });
}
