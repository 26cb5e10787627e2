/** `constant` as plain data. */
export interface ConstantConfig {
  readonly kind: 'constant';
  readonly value: number;
}

/** `linearWarmup` as plain data. */
export interface LinearWarmupConfig {
  readonly kind: 'linearWarmup';
  readonly steps: number;
  readonly from: number;
  readonly to: number;
  readonly delay: number;
}

/** `cosineSchedule` as plain data. */
export interface CosineScheduleConfig {
  readonly kind: 'cosineSchedule';
  readonly steps: number;
  readonly from: number;
  readonly to: number;
  readonly delay: number;
}

/** `cyclicalSchedule` as plain data; without `cycles` it goes on for ever. */
export interface CyclicalScheduleConfig {
  readonly kind: 'cyclicalSchedule';
  readonly period: number;
  readonly rampFraction: number;
  readonly from: number;
  readonly to: number;
  readonly cycles?: number;
}

/** `exponentialDecay` as plain data. */
export interface ExponentialDecayConfig {
  readonly kind: 'exponentialDecay';
  readonly from: number;
  readonly factor: number;
  readonly every: number;
}

/** `piecewiseConstant` as plain data. */
export interface PiecewiseConstantConfig {
  readonly kind: 'piecewiseConstant';
  readonly boundaries: readonly number[];
  readonly values: readonly number[];
}

/** A schedule as plain data, for a run's `config.json`; `scheduleFromJSON` builds it again. */
export type ScheduleConfig =
  | ConstantConfig
  | CosineScheduleConfig
  | CyclicalScheduleConfig
  | ExponentialDecayConfig
  | LinearWarmupConfig
  | PiecewiseConstantConfig;
