import type { Callbacks, Control, FitOptions, FitResult, Logs, Trainable, TrainingState } from '@vaekit/core';
import type { Model, ModelEntry } from './entry.js';
import type { Options, OptionValues } from './option.js';
import type { Phase, PhaseData, WholeData } from './phase.js';

/** An exact point of a fit in phases. With the same model, data and options, `fitPhases` goes on from it to the same bits. */
export interface PhasedState {
  /** The phase under way, from 0; the number of phases after a last one that is closed. */
  readonly phase: number;
  /** Every weight of the model as this phase found it: a phase's own data and frozen layers depend on these. */
  readonly weights: Readonly<Record<string, Float32Array>>;
  /** Where a phase of gradient steps is at; absent before its first step. */
  readonly training?: TrainingState;
}

/** What a callback may do to the fit it watches. */
export interface PhasedControl {
  /** Ends the fit after this batch or epoch. */
  stop(): void;
  /** The exact point the fit is at, to be saved and gone on from. */
  state(): Promise<PhasedState>;
}

/** Functions called between and inside phases; each may be asynchronous. */
export interface PhasedCallbacks {
  onPhaseBegin?(phase: Phase, index: number): void | Promise<void>;
  onPhaseEnd?(phase: Phase, index: number, state: PhasedState): void | Promise<void>;
  onBatchEnd?(
    batch: number,
    info: { readonly phase: number; readonly epoch: number; readonly step: number },
    control: PhasedControl,
  ): void | Promise<void>;
  onEpochBegin?(epoch: number, info: { readonly phase: number }): void | Promise<void>;
  onEpochEnd?(epoch: number, logs: Logs, info: { readonly phase: number }, control: PhasedControl): void | Promise<void>;
}

/** Options of {@link fitPhases}: those of `fit` for every phase that does not say otherwise. */
export interface FitPhasesOptions extends Omit<FitOptions, 'callbacks' | 'initial' | 'validationData' | 'validationSplit'> {
  readonly callbacks?: PhasedCallbacks;
  readonly initial?: PhasedState | undefined;
}

/** What a fit in phases gives back. */
export interface PhasedResult {
  readonly state: PhasedState;
  /** Whether every phase came to its end, and else why not. */
  readonly stopped: 'aborted' | 'callback' | 'completed';
  /** What `fit` gave back, by the name of the phase; those of this call only. */
  readonly results: Readonly<Record<string, FitResult>>;
}

/** The phases of an entry's model; without any of its own, one of gradient steps on the model itself. */
export async function phasesOf<O extends Options, M extends Model>(
  entry: Pick<ModelEntry<string, O, M>, 'phases'>,
  model: M,
  data: WholeData,
  values: OptionValues<O>,
): Promise<readonly Phase[]> {
  return (await entry.phases?.(model, data, values)) ?? [{ kind: 'fit', name: 'training', trainable: model }];
}

function inPhase(phase: number, weights: PhasedState['weights'], callbacks: PhasedCallbacks): Callbacks {
  const phased = ({ stop, state }: Control): PhasedControl => ({
    stop,
    state: async () => ({ phase, weights, training: await state() }),
  });
  return {
    onBatchEnd: (batch, { epoch, step }, control) => callbacks.onBatchEnd?.(batch, { phase, epoch, step }, phased(control)),
    onEpochBegin: (epoch) => callbacks.onEpochBegin?.(epoch, { phase }),
    onEpochEnd: (epoch, logs, control) => callbacks.onEpochEnd?.(epoch, logs, { phase }, phased(control)),
  };
}

/**
 * Fits a model phase by phase; an interrupted fit goes on from its `state` to the same bits, whichever phase it was in.
 *
 * The phase with index i is seeded with `seed + i`. After the last phase the state is that of its training, so that more epochs can follow.
 *
 * @param given what the catalog's entry gives for this model and these data
 * @throws RangeError when `initial` is of more phases than there are; else what `fit` and the phases throw
 */
export async function fitPhases(
  model: Trainable,
  given: Promise<readonly Phase[]> | readonly Phase[],
  data: PhaseData,
  options: FitPhasesOptions,
): Promise<PhasedResult> {
  const phases = await given;
  const { callbacks = {}, initial, ...common } = options;
  const { seed = 0, signal } = common;
  const first = initial?.phase ?? 0;
  if (!(first <= phases.length))
    throw new RangeError(
      `fitPhases: \`initial\` is in phase ${first}, but the model has ${phases.length}; give the state of a fit of this model`,
    );
  const { fit, readWeights, writeWeights } = await import('@vaekit/core');
  if (initial !== undefined) writeWeights(model, initial.weights);
  const results: Record<string, FitResult> = {};
  let state: PhasedState = initial ?? { phase: 0, weights: await readWeights(model) };
  for (const [index, phase] of phases.entries()) {
    if (index < first) continue;
    if (signal?.aborted) return { state, stopped: 'aborted', results };
    await callbacks.onPhaseBegin?.(phase, index);
    if (phase.kind === 'closed') {
      await phase.run(signal);
      // It may have ended early. One that had come to its end is run again, to the same weights.
      if (signal?.aborted) return { state, stopped: 'aborted', results };
    } else {
      const { training, validation } = (await phase.data?.()) ?? data;
      const result = await fit(phase.trainable, training, {
        ...common,
        ...phase.options,
        seed: seed + index,
        validationData: validation,
        initial: state.training,
        callbacks: inPhase(index, state.weights, callbacks),
      });
      results[phase.name] = result;
      state = { ...state, training: result.state };
      if (result.stopped === 'aborted' || result.stopped === 'callback') return { state, stopped: result.stopped, results };
    }
    if (phase.kind === 'closed' || index < phases.length - 1) state = { phase: index + 1, weights: await readWeights(model) };
    await callbacks.onPhaseEnd?.(phase, index, state);
  }
  return { state, stopped: 'completed', results };
}
