import { came } from '../requireModel.js';
import type * as tf from '@tensorflow/tfjs';
import { prefixed } from '../byOwner.js';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { Family } from '../family.js';
import type { BuiltPrior, Context, PartConfig, Prior, Shapes } from '../parts.js';
import { freeParts } from '../startedOnce.js';
import { fittingByClass } from './fittingByClass.js';
import { inClass, ofLabel } from './ofLabel.js';

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
  positional: true,
  argumentsOf: ({ classes, prior }, again) => [classes as number, again<Prior>('prior', prior as PartConfig)],
});

function perClassPrior(classes: number, prior: Prior): Prior {
  requireCount('perClass', 'classes', classes);
  if (typeof (prior as Partial<Prior> | null | undefined)?.build !== 'function')
    throw new TypeError(
      `perClass: expected the prior of a class second, such as perClass(${classes}, mixtureOfNormals({ components: 2 })), but got ${came(prior)}`,
    );
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
        ...(first.densityIsBound === undefined ? {} : { densityIsBound: first.densityIsBound }),
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
        ...fittingByClass(each),
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

/** The KL in closed form under each row's label, where every class has one. */
function klOfLabel(each: readonly BuiltPrior[], q: Family, context: Context): tf.Tensor1D | undefined {
  const values = each.flatMap((built) => built.kl!(q, context) ?? []);
  return values.length < each.length ? undefined : (ofLabel(values, context) as tf.Tensor1D);
}
