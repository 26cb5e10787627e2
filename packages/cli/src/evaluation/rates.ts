import { compareRates, type Interval, rateDistortion, type RateDifference, type RateDistortion } from '@vaekit/metrics';
import { sampled } from '../data/sampledRows.js';
import { requireAbility } from '../model/requireAbility.js';
import { openRun, type Run } from '../run/openRun.js';
import { UsageError } from '../usageError.js';
import { type Asked, plainExamples, type Question } from './asked.js';
import { compiling } from './compiling.js';
import { unlikeRuns } from './unlikeRuns.js';

/** A curve without the values of single examples. */
type Curve = Omit<RateDistortion, 'values'>;

/** A rate–distortion curve, beside that of another run at equal rates. */
export interface Rates extends Curve {
  readonly against?: Curve & {
    readonly run: string;
    /** Distortions of both at the rates of this run's curve that the other's reaches; `difference`, with its interval over examples, is below 0 where this run is better. */
    readonly atEqualRate: readonly RateDifference[];
  };
}

const MOST = 250;

function curveOf(run: Run, { examples, options, work }: Pick<Asked, 'examples' | 'options' | 'work'>): Promise<RateDistortion> {
  requireAbility('score', run);
  const some = plainExamples(run, sampled(examples, MOST, options.seed));
  const onProgress = work.begin(`rates of ${run.folder}`);
  return compiling((compile) =>
    rateDistortion(run.model, some, { seed: options.seed, onProgress, ...(compile === undefined ? {} : { compile }) }),
  );
}

const plain = ({ values: _values, ...curve }: RateDistortion): Curve => curve;

/** The run that curves are compared with. @throws UsageError where its distortions are none of this run's or there is one example, before anything is fitted */
async function opened({ run, examples, options, terminal }: Asked, folder: string): Promise<Run> {
  if (examples.x.shape[0]! < 2)
    throw new UsageError('--what rates --against needs at least 2 examples, for intervals, got 1; give more');
  const against = await openRun(folder, options.backend, terminal);
  const [a, b] = [run.config, against.config];
  const differs = unlikeRuns(a, b);
  if (differs === undefined) return against;
  against.model.dispose();
  throw new UsageError(
    `--against ${folder} is of ${b.data.name} (${b.options.likelihood}, binarize ${b.options.binarize}), but ${run.folder} of ${a.data.name} (${a.options.likelihood}, binarize ${a.options.binarize}), and they differ in ${differs}; distortions of different data or likelihoods do not compare`,
  );
}

/** Both curves, on the same examples, at the rates that both have. */
async function compared(asked: Asked, against: Run): Promise<Rates> {
  try {
    const [own, theirs] = [await curveOf(asked.run, asked), await curveOf(against, asked)];
    return { ...plain(own), against: { run: against.folder, ...plain(theirs), atEqualRate: compareRates(own, theirs) } };
  } finally {
    against.model.dispose();
  }
}

/** `better by 1.20, 0.80 to 1.60`; what is not told apart as such; `equal` where two decimals say nothing else. */
function differenceText({ mean, low, high }: Interval): string {
  if ([mean, low, high].every((value) => Number(value.toFixed(2)) === 0)) return 'equal';
  if (low <= 0 && high >= 0) return `not told apart, ${low.toFixed(2)} to ${high.toFixed(2)}`;
  const [least, most] = [low, high].map(Math.abs).sort((a, b) => a - b);
  return `${mean < 0 ? 'better' : 'worse'} by ${Math.abs(mean).toFixed(2)}, ${least!.toFixed(2)} to ${most!.toFixed(2)}`;
}

/** How much a code must hold for how good a reconstruction. */
export const rates: Question<Rates> = {
  async of(asked) {
    const { against } = asked.options;
    return against === undefined ? plain(await curveOf(asked.run, asked)) : compared(asked, await opened(asked, against));
  },
  text: ({ examples, encoder, curve, against }) => [
    `rate and distortion in nats, of codes fitted to ${examples} examples; the encoder's: ${encoder.rate.toFixed(2)}, ${encoder.distortion.toFixed(2)}`,
    ...curve.map(({ beta, rate, distortion }) => `  beta ${beta}: rate ${rate.toFixed(2)}  distortion ${distortion.toFixed(2)}`),
    ...(against === undefined
      ? []
      : against.atEqualRate.length === 0
        ? [`no rate is on the curve of ${against.run} too`]
        : [
            `at equal rate, beside ${against.run}, with 95 % intervals over the examples:`,
            ...against.atEqualRate.map(
              ({ rate, ours, theirs, difference }) =>
                `  rate ${rate.toFixed(2)}: distortion ${ours.toFixed(2)}, theirs ${theirs.toFixed(2)} (${differenceText(difference)})`,
            ),
          ]),
  ],
};
