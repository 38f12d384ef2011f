import { runService } from '@ctci/platform';

import { appModule } from './app.module.js';
import { readConfig } from './config.js';

await runService({ name: 'expiry-worker', config: readConfig, port: 'HEALTH_PORT', module: appModule });
