import { constant } from './constant.js';
import { cosineSchedule } from './cosineSchedule.js';
import { cyclicalSchedule } from './cyclicalSchedule.js';
import { exponentialDecay } from './exponentialDecay.js';
import { linearWarmup } from './linearWarmup.js';
import { piecewiseConstant } from './piecewiseConstant.js';
import type { ScheduleConfig } from './scheduleConfig.js';
import type { StepSchedule } from './stepSchedule.js';

/**
 * The schedule that `toJSON` described; the configuration may come straight from a file and is checked in full.
 *
 * @throws when the kind is unknown, or an option is missing or out of range
 */
export function scheduleFromJSON(config: ScheduleConfig): StepSchedule {
  switch (config?.kind) {
    case 'constant':
      return constant(config.value);
    case 'cosineSchedule':
      return cosineSchedule(config);
    case 'cyclicalSchedule':
      return cyclicalSchedule(config);
    case 'exponentialDecay':
      return exponentialDecay(config);
    case 'linearWarmup':
      return linearWarmup(config);
    case 'piecewiseConstant':
      return piecewiseConstant(config);
    default: {
      const found: unknown = (config as { kind?: unknown } | null | undefined)?.kind;
      throw new Error(
        `scheduleFromJSON: unknown kind ${JSON.stringify(found)}; expected one of constant, cosineSchedule, cyclicalSchedule, ` +
          'exponentialDecay, linearWarmup, piecewiseConstant',
      );
    }
  }
}
