import type { NoiseCourse } from './noiseCourse.js';

/** The mean σ over some dimensions, at each step that was looked at. */
export const meanSigma = ({ codes }: NoiseCourse, dimensions: readonly number[]): number[] =>
  codes.map(({ sigma }) => dimensions.reduce((sum, dimension) => sum + sigma[dimension]!, 0) / dimensions.length);
