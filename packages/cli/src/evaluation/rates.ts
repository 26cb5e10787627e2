import { distortionAt, rateDistortion, type RateDistortion } from '@vaekit/metrics';
import { sampled } from '../data/sampledRows.js';
import { requireAbility } from '../model/requireAbility.js';
import { openRun, type Run } from '../run/openRun.js';
import { UsageError } from '../usageError.js';
import { type Asked, plainExamples, type Question } from './asked.js';
import { compiling } from './compiling.js';
import { unlikeRuns } from './unlikeRuns.js';

/** A rate–distortion curve, beside that of another run at equal rates. */
export interface Rates extends RateDistortion {
  readonly against?: RateDistortion & {
    readonly run: string;
    /** Distortions of both at the rates of this run's curve that the other's reaches; `difference` is below 0 where this run is better. */
    readonly atEqualRate: readonly {
      readonly rate: number;
      readonly ours: number;
      readonly theirs: number;
      readonly difference: number;
    }[];
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

/** The run that curves are compared with. @throws UsageError where its distortions are none of this run's, before anything is fitted */
async function opened({ run, options, terminal }: Asked, folder: string): Promise<Run> {
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
    const atEqualRate = own.curve.flatMap(({ rate, distortion }) => {
      const at = distortionAt(theirs.curve, rate);
      return at === undefined ? [] : [{ rate, ours: distortion, theirs: at, difference: distortion - at }];
    });
    return { ...own, against: { run: against.folder, ...theirs, atEqualRate } };
  } finally {
    against.model.dispose();
  }
}

/** `better by 1.20`; `equal` where the two decimals say nothing else. */
const differenceText = (difference: number): string => {
  const size = Math.abs(difference).toFixed(2);
  return Number(size) === 0 ? 'equal' : `${difference < 0 ? 'better' : 'worse'} by ${size}`;
};

/** How much a code must hold for how good a reconstruction. */
export const rates: Question<Rates> = {
  async of(asked) {
    const { against } = asked.options;
    return against === undefined ? curveOf(asked.run, asked) : compared(asked, await opened(asked, against));
  },
  text: ({ examples, encoder, curve, against }) => [
    `rate and distortion in nats, of codes fitted to ${examples} examples; the encoder's: ${encoder.rate.toFixed(2)}, ${encoder.distortion.toFixed(2)}`,
    ...curve.map(({ beta, rate, distortion }) => `  beta ${beta}: rate ${rate.toFixed(2)}  distortion ${distortion.toFixed(2)}`),
    ...(against === undefined
      ? []
      : against.atEqualRate.length === 0
        ? [`no rate is on the curve of ${against.run} too`]
        : [
            `at equal rate, beside ${against.run}:`,
            ...against.atEqualRate.map(
              ({ rate, ours, theirs, difference }) =>
                `  rate ${rate.toFixed(2)}: distortion ${ours.toFixed(2)}, theirs ${theirs.toFixed(2)} (${differenceText(difference)})`,
            ),
          ]),
  ],
};
