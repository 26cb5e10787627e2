import { meanInterval } from '@vaekit/metrics';

/** The mean over seeds as `ours`, with its 95 % interval where there are two or more. */
export function overSeeds(values) {
  if (values.length < 2) return { ours: values[0] };
  const { mean, low, high } = meanInterval(values);
  return { ours: mean, low, high };
}
