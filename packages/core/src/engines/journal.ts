import * as tf from '@tensorflow/tfjs';

/** A value that a variable takes, or took. */
export interface Assignment {
  readonly variable: tf.Variable;
  readonly value: tf.Tensor;
}

/** The assignments of one step, which can be taken back while its tidy lasts. */
export interface Journal {
  assign(next: readonly Assignment[]): void;
  /** Puts back what was there before. */
  undo(): void;
  /** Puts back what was there before where a boolean scalar is false, without reading it. */
  undoUnless(finite: tf.Tensor): void;
}

/** A journal. @param remembers whether anything can fail behind the first assignment; if not, nothing is copied */
export function journal(remembers: boolean): Journal {
  const before: Assignment[] = [];
  return {
    assign(next) {
      if (remembers) before.push(...next.map(({ variable }) => ({ variable, value: tf.clone(variable) })));
      for (const { variable, value } of next) variable.assign(value);
    },
    undo() {
      for (const { variable, value } of before.toReversed()) variable.assign(value);
    },
    undoUnless(finite) {
      for (const { variable, value } of before.toReversed())
        variable.assign(tf.where(tf.broadcastTo(finite, value.shape), variable, value));
    },
  };
}
