import type { Lab } from './lab/lab.js';
import type { Experiment } from './experiment.js';
import type { RunExperiment } from './page/experimentSection.js';
import { type Circumstances, resultOf } from './result.js';

/** Runs an experiment in a lab: measures, decides, and gives everything a page needs. */
export async function runExperiment(
  experiment: Experiment,
  lab: Lab,
  how: Pick<Circumstances, 'command'>,
): Promise<RunExperiment> {
  const measurement = await experiment.measure(lab);
  const verdict = experiment.decide(measurement.figures);
  const { seeds, quick, images, engine } = lab;
  const circumstances = { ...how, seeds, quick, data: images.key, engine: engine.name };
  return { experiment, measurement, verdict, result: resultOf(experiment, measurement.figures, verdict, circumstances) };
}
