import { jsonText } from '@vaekit-internal/base';
import type { PhasedState } from '@vaekit/models';
import { pseudoValues } from '@vaekit/pictures';
import { type EpochMetrics, metricsRecord, type RunResult, type Scores } from '@vaekit/runs';
import type { TrainOptions } from '../commands/trainOptions.js';
import { schemaLines } from '../data/schemaText.js';
import type { Output, Terminal } from '../terminal.js';
import { isAble } from '../model/requireAbility.js';
import { preview } from './preview.js';
import { epochName, type PhasePoint, type ProgressLine, progressLine, type ProgressPoint } from './progress.js';
import { scoresText } from './scoresText.js';
import type { Session } from './session.js';
import { type Colors, colorsOf, ownCodes, WIPE_LINE } from '../terminalText.js';

/** Loss and accuracy alone. */
const withoutTerms = ({ loss, accuracy }: Scores): Scores => ({
  ...(loss === undefined ? {} : { loss }),
  ...(accuracy === undefined ? {} : { accuracy }),
});

const counted = (count: number): string => count.toLocaleString('en');

function startEvent({ config, initial, early, folder }: Session): object {
  const { options, engine } = config;
  return {
    event: 'start',
    run: folder.path,
    model: options.model,
    parameters: config.parameters,
    data: config.data.name,
    examples: config.data.examples,
    binarization: options.binarize,
    likelihood: config.quantity,
    unit: 'nats per example',
    backend: config.backend,
    engine: engine.name,
    ...(engine.threads === undefined ? {} : { threads: engine.threads }),
    seed: options.seed,
    epochs: options.epochs,
    ...(config.training.phases === undefined ? {} : { phases: config.training.phases.map(({ name }) => name) }),
    ...(initial === undefined && early === undefined ? {} : { resumedAfter: initial?.epoch ?? 0 }),
    versions: config.versions,
    options,
  };
}

const counts = (count: number, one: string, many = `${one}s`): string => `${counted(count)} ${count === 1 ? one : many}`;
/** `3 epochs and 1 batch`. */
const progressOf = ({ epoch, batch }: PlacedState): string =>
  `${counts(epoch, 'epoch')} and ${counts(batch, 'batch', 'batches')}`;

/** `layer 2 after 3 epochs and 1 batch`. */
function placeOf({ phases }: Session, { phase, training }: { readonly phase: number; readonly training?: PlacedState }): string {
  return `${phases[phase]!.name} after ${progressOf(training ?? { epoch: 0, batch: 0 })}`;
}

type PlacedState = { readonly epoch: number; readonly batch: number };

function startText(session: Session, bold: (text: string) => string): [string, ...string[]] {
  const { config, initial, early, folder } = session;
  const { options, data } = config;
  const { train, validation, test } = data.examples;
  return [
    `${bold(options.model)} on ${bold(data.name)}: ${counted(config.parameters)} parameters, ${config.engine.name} on ${config.backend}, seed ${options.seed}`,
    `${counted(train)} training, ${counted(validation)} validation, ${counted(test)} test examples; ` +
      `losses in nats per example${config.quantity === 'pseudoNll' ? `; ${pseudoValues(data.shape)}, so the reconstruction is a pseudo-likelihood` : ''}`,
    early !== undefined
      ? `going on with ${folder.path} in ${placeOf(session, early)}`
      : initial === undefined
        ? `writing ${folder.path}`
        : `going on with ${folder.path} after ${progressOf(initial)}`,
  ];
}

/** The line of an epoch, at most `columns` wide where that can be had by leaving the terms of the held-out part to metrics.jsonl. */
function epochText({ config }: Session, line: EpochMetrics, columns: number, bold: (text: string) => string): string {
  const { epochs, validation } = config.options;
  const head = epochName({ epoch: line.epoch, epochs });
  const held = line.validation;
  const text = (chosen: Scores): string =>
    `${scoresText(line.training)}${held === undefined ? '' : `  ${validation === 'test' ? 'test' : 'validation'} ${scoresText(chosen)}`}  ${line.seconds.toFixed(1)} s`;
  const whole = text(held ?? {});
  return `${bold(head)}  ${head.length + 2 + whole.length < columns ? whole : text(withoutTerms(held ?? {}))}`;
}

/** What `train` tells while it works (final): text for people, or one JSON object a line. */
export class TrainingReport {
  readonly #colors: Colors;
  readonly #screen: Output;
  readonly #line: ProgressLine;

  constructor(
    private readonly options: Pick<TrainOptions, 'json' | 'no-preview'>,
    private readonly terminal: Terminal,
  ) {
    this.#colors = colorsOf(terminal.color);
    this.#screen = options.json ? terminal.err : terminal.out;
    this.#line = progressLine(this.#screen, this.#screen.isTerminal);
  }

  /** Whether somebody sees the progress line. */
  get watched(): boolean {
    return this.#screen.isTerminal;
  }

  start(session: Session): void {
    this.#emit(startEvent(session));
    const { schema, encoding } = session.config.data;
    if (session.initial === undefined && schema !== undefined)
      for (const line of schemaLines(schema, encoding)) this.terminal.err.line(line);
    const [headline, ...details] = startText(session, this.#colors.bold);
    this.#say(headline);
    for (const detail of details) this.#say(this.#colors.dim(detail));
  }

  progress(point: ProgressPoint): void {
    this.#line.update(point);
  }

  async epoch(session: Session, metrics: EpochMetrics): Promise<void> {
    const { out, color, trueColor } = this.terminal;
    this.clear();
    this.#emit({ event: 'epoch', ...metricsRecord(metrics) });
    this.#say(epochText(session, metrics, out.isTerminal ? out.columns : Infinity, this.#colors.bold));
    if (this.options.json || this.options['no-preview'] || !out.isTerminal || !color || !isAble('sample', session)) return;
    const picture = await preview(session.model, { columns: out.columns, trueColor, seed: session.config.options.seed });
    if (picture !== undefined) out.write(`${ownCodes(picture)}\n`);
  }

  /** An epoch of a phase that another one follows. */
  earlyEpoch(point: PhasePoint, metrics: EpochMetrics): void {
    this.clear();
    this.#emit({ event: 'early', phase: point.phase, ...metricsRecord(metrics) });
    this.#say(`${epochName(point)}  ${scoresText(metrics.training)}  ${metrics.seconds.toFixed(1)} s`);
  }

  /** Something takes a while, or is done (`undefined`); nothing is told where nobody looks. */
  busy(what: string | undefined): void {
    if (this.watched) this.#screen.write(what ?? WIPE_LINE);
  }

  interrupted(session: Session, at: PlacedState | PhasedState): void {
    const run = session.folder.path;
    const [epochs, place] = 'phase' in at ? [0, `in ${placeOf(session, at)}`] : [at.epoch, `after ${progressOf(at)}`];
    this.#emit({ event: 'end', run, stopped: 'interrupted', epochs, test: null });
    this.terminal.err.line(`interrupted ${place}; all of it is saved. Go on with`);
    this.terminal.err.line(`  vaekit train --resume ${run}`);
  }

  scored({ config }: Session, { stopped, bestEpoch, test, stationarityGap: gap }: RunResult): void {
    if (stopped === 'early') this.#say(`no improvement for ${counts(config.options['early-stopping']!, 'epoch')}: stopped early`);
    if (bestEpoch !== undefined) this.#say(`the model is that of epoch ${bestEpoch}, the best on the validation part`);
    this.#say(`${this.#colors.bold('test')}  ${scoresText(test)}`);
    if (gap !== undefined)
      this.#say(`largest distance of a class mean from the mean of its codes, |μ^y − E[μ(x)|y]|: ${gap.toFixed(4)}`);
  }

  end(run: string, { stopped, epochs, bestEpoch, test, stationarityGap }: RunResult, report: string): void {
    this.#emit({ event: 'end', run, stopped, epochs, bestEpoch, test, stationarityGap, report });
    this.#say(`${this.#colors.green('done:')} ${report}`);
  }

  /** Something that a reader of the result should know. */
  note(text: string): void {
    this.clear();
    this.terminal.err.line(`note: ${text}`);
  }

  /** Wipes the progress line, before other text is written. */
  clear(): void {
    this.#line.clear();
  }

  #say(line: string): void {
    if (!this.options.json) this.terminal.out.line(line);
  }

  #emit(event: object): void {
    if (this.options.json) this.terminal.out.line(jsonText(event));
  }
}
