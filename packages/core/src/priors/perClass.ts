import * as tf from '@tensorflow/tfjs';
import { prefixed } from '../byOwner.js';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { Family } from '../family.js';
import type { BuiltPrior, Context, PartConfig, Prior, PriorFitting, Shapes } from '../parts.js';
import { freeParts } from '../startedOnce.js';

/**
 * A separate prior for each class, `p(z|y) = p_y(z)`: what a prior that ignores labels becomes when it is fitted to the codes of a conditional
 * model. It has a KL in closed form where the given prior has one; as a member of a family it is not known. Penalties: each class's, as `class0/NAME`.
 *
 * Each class is asked about the codes of its own rows, and about zeros in place of the others; of its values only those of its rows are taken.
 *
 * @param classes the number of classes; a batch then needs labels `y`
 * @param prior what each class has one of
 * @throws RangeError when `classes` is not a whole number of at least 1
 */
export const perClass: PartFactory<Prior, [classes: number, prior: Prior]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'perClass',
  example: {
    classes: 3,
    parts: { prior: { kind: 'perClass', classes: 3, prior: { kind: 'mixtureOfNormals', components: 2 } } },
  },
  make: perClassPrior,
  argumentsOf: ({ classes, prior }, again) => [classes as number, again<Prior>('prior', prior as PartConfig)],
});

function perClassPrior(classes: number, prior: Prior): Prior {
  requireCount('perClass', 'classes', classes);
  return {
    config: { kind: 'perClass', classes, prior: prior.config },
    build(shapes): BuiltPrior {
      const each = builtPriors(classes, prior, shapes);
      const named = <K extends 'state' | 'variables'>(key: K): Record<string, tf.Variable> =>
        Object.assign({}, ...each.map((built, y) => prefixed(`class${y}`, built[key]))) as Record<string, tf.Variable>;
      const [first] = each as [BuiltPrior];
      return {
        classes,
        ...(first.requirePeers === undefined ? {} : { requirePeers: (...given) => first.requirePeers!(...given) }),
        ...(first.space === undefined ? {} : { space: first.space }),
        variables: named('variables'),
        ...(first.state === undefined ? {} : { state: named('state') }),
        ...(first.schedules === undefined ? {} : { schedules: first.schedules }),
        ...(first.initialize === undefined
          ? {}
          : { initialize: (...given) => each.forEach((built) => built.initialize!(...given)) }),
        ...(first.logDensity === undefined
          ? {}
          : {
              logDensity: (z: tf.Tensor, context: Context) =>
                ofLabel(
                  each.map((built, y) => built.logDensity!(inClass(z, y, context), context)),
                  context,
                ) as tf.Tensor1D,
            }),
        ...(first.kl === undefined ? {} : { kl: (q: Family, context: Context) => klOfLabel(each, q, context) }),
        ...(first.penalties === undefined
          ? {}
          : {
              penalties: () =>
                Object.assign({}, ...each.map((built, y) => prefixed(`class${y}`, built.penalties!()))) as Penalties,
            }),
        noise: (model) => first.noise(model),
        draw: (noise, context, temperature) =>
          ofLabel(
            each.map((built) => built.draw(noise, context, temperature)),
            context,
          ),
        ...fittingOf(each),
      };
    },
  };
}

type Penalties = Readonly<Record<string, tf.Scalar>>;

/** A prior a class; where one cannot be built, those before it are freed. */
function builtPriors(classes: number, prior: Prior, shapes: Shapes): BuiltPrior[] {
  const each: BuiltPrior[] = [];
  try {
    for (let y = 0; y < classes; y++) each.push(prior.build(shapes));
  } catch (error) {
    freeParts(each);
    throw error;
  }
  return each;
}

/** The values of the rows of a class, 0 in the others: selected, because 0 times infinity would be NaN. */
function inClass(value: tf.Tensor, y: number, { condition, rows }: Context): tf.Tensor {
  if (condition === undefined) throw new Error('perClass: the batch has no labels; give `y`, the number of each example’s class');
  const mine = tf.reshape(tf.slice(condition, [0, y], [rows, 1]), [rows, ...value.shape.slice(1).map(() => 1)]);
  return tf.where(tf.greater(mine, 0), value, 0);
}

/** Of one value a class, that of each row's label. */
const ofLabel = (values: readonly tf.Tensor[], context: Context): tf.Tensor =>
  tf.addN(values.map((value, y) => inClass(value, y, context)));

/** The KL in closed form under each row's label, where every class has one. */
function klOfLabel(each: readonly BuiltPrior[], q: Family, context: Context): tf.Tensor1D | undefined {
  const values = each.flatMap((built) => built.kl!(q, context) ?? []);
  return values.length < each.length ? undefined : (ofLabel(values, context) as tf.Tensor1D);
}

/** Codes of one class. */
interface ClassCodes {
  readonly own: Float32Array;
  readonly rows: number;
}

/** The codes of each class. */
function codesByClass(codes: Float32Array, rows: number, labels: Int32Array | undefined, classes: number): ClassCodes[] {
  if (labels === undefined) throw new Error('perClass: the codes have no labels to be told apart by');
  const stray = labels.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (stray >= 0)
    throw new Error(
      `perClass: label ${labels[stray]} at code ${stray} is out of range; expected whole numbers from 0 to ${classes - 1}`,
    );
  const width = codes.length / rows;
  return Array.from({ length: classes }, (_, y) => {
    const mine = Array.from({ length: rows }, (__, row) => row).filter((row) => labels[row] === y);
    if (mine.length === 0) throw new Error(`perClass: no example of class ${y} among the codes; each class needs some`);
    const own = new Float32Array(mine.length * width);
    mine.forEach((row, i) => own.set(codes.subarray(row * width, (row + 1) * width), i * width));
    return { own, rows: mine.length };
  });
}

/** Class by class: a closed form on the codes of the class, a loss under the row's label. */
function fittingOf(each: readonly BuiltPrior[]): { readonly fitting?: PriorFitting } {
  const { fitting } = each[0]!;
  if (fitting === undefined) return {};
  if (fitting.kind === 'closed') {
    return {
      fitting: {
        kind: 'closed',
        fit: (codes, rows, labels, model) =>
          codesByClass(codes, rows, labels, each.length).forEach(({ own, rows: mine }, y) =>
            (each[y]!.fitting as typeof fitting).fit(own, mine, undefined, model),
          ),
      },
    };
  }
  return {
    fitting: {
      kind: 'steps',
      noise: fitting.noise,
      ...(fitting.start === undefined
        ? {}
        : {
            start: (codes: Float32Array, rows: number, labels: Int32Array | undefined) =>
              codesByClass(codes, rows, labels, each.length).forEach(({ own, rows: mine }, y) =>
                (each[y]!.fitting as typeof fitting).start!(own, mine, undefined),
              ),
          }),
      loss: (z, given, context) =>
        ofLabel(
          each.map((built, y) => (built.fitting as typeof fitting).loss(inClass(z, y, context), given, context)),
          context,
        ) as tf.Tensor1D,
    },
  };
}
