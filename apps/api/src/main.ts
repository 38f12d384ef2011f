import { runService } from '@ctci/platform';
import { api } from './api.js';

await runService(api);
