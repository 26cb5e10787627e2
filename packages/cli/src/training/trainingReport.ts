import { type EpochMetrics, metricsRecord, type RunResult, type Scores } from '@vaekit/runs';
import { createColors } from 'picocolors';
import type { TrainOptions } from '../commands/train.js';
import type { Terminal } from '../terminal.js';
import { preview } from './preview.js';
import { type ProgressPoint, progressLine } from './progress.js';
import { scoresText } from './scoresText.js';
import type { Session } from './session.js';

/** What `train` tells while it works: text for people, or one JSON object a line. */
export interface TrainingReport {
  /** Whether somebody sees the progress line. */
  readonly watched: boolean;
  start(session: Session): void;
  progress(point: ProgressPoint): void;
  epoch(session: Session, metrics: EpochMetrics): Promise<void>;
  /** Something takes a while; nothing is told where nobody looks. */
  busy(what: string | undefined): void;
  interrupted(run: string, done: { readonly epoch: number; readonly batch: number }): void;
  scored(session: Session, result: RunResult): void;
  end(run: string, result: RunResult, report: string): void;
  /** Wipes the progress line, before other text is written. */
  clear(): void;
}

/** Loss and accuracy alone. */
const withoutTerms = ({ loss, accuracy }: Scores): Scores => ({
  ...(loss === undefined ? {} : { loss }),
  ...(accuracy === undefined ? {} : { accuracy }),
});

const counted = (count: number): string => count.toLocaleString('en');

function startEvent({ config, initial, folder }: Session): object {
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
    ...(initial === undefined ? {} : { resumedAfter: initial.epoch }),
    versions: config.versions,
    options,
  };
}

function startText({
  config,
  initial,
  folder,
}: Session): [headline: (bold: (text: string) => string) => string, ...details: string[]] {
  const { options, data } = config;
  const { train, validation, test } = data.examples;
  return [
    (bold) =>
      `${bold(options.model)} on ${bold(data.name)}: ${counted(config.parameters)} parameters, ${config.engine.name} on ${config.backend}, seed ${options.seed}`,
    `${counted(train)} training, ${counted(validation)} validation, ${counted(test)} test examples; ` +
      `losses in nats per example${config.quantity === 'pseudoNll' ? '; gray pixels, so the reconstruction is a pseudo-likelihood' : ''}`,
    initial === undefined
      ? `writing ${folder.path}`
      : `going on with ${folder.path} after ${initial.epoch} epochs and ${initial.batch} batches`,
  ];
}

/** The line of an epoch, at most `columns` wide where that can be had by leaving the terms of the held-out part to metrics.jsonl. */
function epochText({ config }: Session, line: EpochMetrics, columns: number, bold: (text: string) => string): string {
  const { epochs, validation } = config.options;
  const head = `epoch ${String(line.epoch).padStart(String(epochs).length)}/${epochs}`;
  const held = line.validation;
  const text = (chosen: Scores): string =>
    `${scoresText(line.training)}${held === undefined ? '' : `  ${validation === 'test' ? 'test' : 'validation'} ${scoresText(chosen)}`}  ${line.seconds.toFixed(1)} s`;
  const whole = text(held ?? {});
  return `${bold(head)}  ${head.length + 2 + whole.length < columns ? whole : text(withoutTerms(held ?? {}))}`;
}

/** The report of a training on a terminal. */
export function trainingReport({ json, 'no-preview': noPreview }: TrainOptions, terminal: Terminal): TrainingReport {
  const { out, err } = terminal;
  const { bold, dim, green } = createColors(terminal.color);
  const say = (line: string): void => {
    if (!json) out.write(`${line}\n`);
  };
  const emit = (event: object): void => {
    if (json) out.write(`${JSON.stringify(event)}\n`);
  };
  const screen = json ? err : out;
  const line = progressLine(screen, screen.isTerminal);
  return {
    watched: screen.isTerminal,
    start(session) {
      emit(startEvent(session));
      const [headline, ...details] = startText(session);
      say(headline(bold));
      for (const detail of details) say(dim(detail));
    },
    progress: (point) => line.update(point),
    async epoch(session, metrics) {
      line.clear();
      emit({ event: 'epoch', ...metricsRecord(metrics) });
      say(epochText(session, metrics, out.isTerminal ? out.columns : Infinity, bold));
      if (json || noPreview || !out.isTerminal || !terminal.color) return;
      const { model, config } = session;
      const picture = await preview(model, { columns: out.columns, trueColor: terminal.trueColor, seed: config.options.seed });
      if (picture !== undefined) out.write(`${picture}\n`);
    },
    busy(what) {
      if (screen.isTerminal) screen.write(what ?? '\r\u001b[2K');
    },
    interrupted(run, { epoch, batch }) {
      emit({ event: 'end', run, stopped: 'interrupted', epochs: epoch, test: null });
      err.write(
        `interrupted after ${epoch} epochs and ${batch} batches; all of it is saved. Go on with\n  vaekit train --resume ${run}\n`,
      );
    },
    scored({ config }, { stopped, bestEpoch, test, stationarityGap: gap }) {
      if (stopped === 'early') say(`no improvement for ${config.options['early-stopping']} epochs: stopped early`);
      if (bestEpoch !== undefined) say(`the model is that of epoch ${bestEpoch}, the best on the validation part`);
      say(`${bold('test')}  ${scoresText(test)}`);
      if (gap !== undefined)
        say(`largest distance of a class mean from the mean of its codes, |μ^y − E[μ(x)|y]|: ${gap.toFixed(4)}`);
    },
    end(run, { stopped, epochs, bestEpoch, test, stationarityGap }, report) {
      emit({ event: 'end', run, stopped, epochs, bestEpoch, test, stationarityGap, report });
      say(`${green('done:')} ${report}`);
    },
    clear: () => line.clear(),
  };
}
