import { runService } from '@ctci/platform';

import { appModule } from './app.module.js';
import { readConfig } from './config.js';

await runService({ name: 'import-worker', config: readConfig, port: 'HEALTH_PORT', module: appModule });
