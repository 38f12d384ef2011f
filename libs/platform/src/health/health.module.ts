import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';

import { type HealthCheck } from './health-check.js';
import { HealthController } from './health.controller.js';
import { HEALTH_CHECKS, HealthProbe } from './health-probe.js';

type HealthOptions = Pick<ModuleMetadata, 'imports'> &
  Pick<FactoryProvider<readonly HealthCheck[]>, 'inject' | 'useFactory'>;

/** `GET /health/live` and `GET /health/ready`, outside of any global prefix only if the app excludes `health/*path`. */
@Module({})
export class HealthModule {
  /** useFactory makes the checks out of what inject names. */
  static forRootAsync({ imports, ...checks }: HealthOptions): DynamicModule {
    return {
      module: HealthModule,
      imports: imports ?? [],
      controllers: [HealthController],
      providers: [{ provide: HEALTH_CHECKS, ...checks }, HealthProbe],
    };
  }
}
