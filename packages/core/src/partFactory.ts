import type { LikelihoodChoice } from './likelihoods/likelihoodChoice.js';
import type { Corruption, InputTransform, Json, Likelihood, Part, PartConfig, Posterior, Prior } from './parts.js';
import type { Objective } from './pass.js';
import { requireOptions } from './requireModel.js';

/** What a part is, by what it does in a model. */
export interface PartOf {
  readonly corruption: Corruption;
  readonly input: InputTransform;
  readonly likelihood: Likelihood;
  readonly objective: Objective;
  readonly posterior: Posterior;
  readonly prior: Prior;
}

/** What a part does in a model. */
export type PartRole = keyof PartOf;

/** A small model that a part works in, as plain descriptions: what tests of every part iterate over. */
export interface PartExample {
  /** An example's shape. Default `[6]`. */
  readonly event?: readonly number[];
  /** The code's shape. Default `[3]`. */
  readonly latent?: readonly number[];
  /** What the model is conditioned on. Default: nothing. */
  readonly classes?: number;
  /** The parts, by role; the others are those that `vae` takes by default. */
  readonly parts: { readonly [Role in PartRole]?: PartConfig };
}

/** What makes a part, from options or again from its description. */
export interface PartFactory<P extends Part<unknown>, Arguments extends readonly unknown[]> {
  (...options: Arguments): P;
  readonly role: PartRole;
  readonly kind: string;
  readonly example: PartExample;
  /** Of a likelihood that can be chosen by name. */
  readonly choice?: LikelihoodChoice;
  /** The part again, from its plain description; `again` makes parts that are described inside it. */
  from(config: PartConfig, again: Remake): P;
}

/** Makes a part of a role from its plain description. */
export type Remake = <P extends Part<unknown>>(role: PartRole, config: PartConfig) => P;

/** What a saved model needs of a factory to make a part again. */
export type PartMaker = Pick<PartFactory<Part<unknown>, never>, 'from' | 'kind' | 'role'>;

/** Any part's factory. */
export type AnyPartFactory = PartMaker & Pick<PartFactory<Part<unknown>, never>, 'choice' | 'example'>;

/** What a factory is made of; the role says what the types of the part's functions are. */
export interface PartDefinition<Role extends PartRole, Arguments extends readonly unknown[]> {
  readonly role: Role;
  readonly kind: string;
  /** Default: the part by its kind alone, among those that `vae` takes by default. */
  readonly example?: PartExample;
  /** Of a likelihood: how a person chooses it by name. Absent: it is made in code alone. */
  readonly choice?: LikelihoodChoice;
  make(...options: Arguments): PartOf[Role];
  /** The arguments of `make` from a description without its kind. Default: the description is the one options object. */
  argumentsOf?(options: Readonly<Record<string, Json>>, again: Remake): Arguments;
  /** Whether `make` takes something else than one object of options; it then checks what it is given itself. */
  readonly positional?: true;
}

/** A value of a description as one would write it: what is made by its kind is a call, `linearWarmup(…)`. */
function valueText(value: Json): string {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value['kind'] : undefined;
  return typeof kind === 'string' ? `${kind}(…)` : JSON.stringify(value);
}

/** The options of a description as one would write them: `{ k: 3 }`. */
function optionsText(config: PartConfig | undefined): string {
  const written = Object.entries(config ?? {}).filter(([name]) => name !== 'kind');
  return written.length === 0 ? '{}' : `{ ${written.map(([name, value]) => `${name}: ${valueText(value)}`).join(', ')} }`;
}

/**
 * A part's factory that names its own kind, so that a saved model finds it again: a function of the part's options, with `kind`, `role`, `from`
 * and an `example`.
 *
 * `example.parts` has to name the part itself. Mark the call `/* @__PURE__ *\/`, so that bundles drop the parts they do not use.
 */
export function partFactory<const Role extends PartRole, Arguments extends readonly unknown[]>(
  definition: PartDefinition<Role, Arguments>,
): PartFactory<PartOf[Role], Arguments> {
  const { role, kind, example = { parts: { [role]: { kind } } }, choice, make, argumentsOf, positional } = definition;
  const from = ({ kind: _, ...options }: PartConfig, again: Remake): PartOf[Role] =>
    make(...(argumentsOf?.(options, again) ?? ([options] as unknown as Arguments)));
  const called = (...options: Arguments): PartOf[Role] => {
    // There is one object of options, which `make` needs where it has no default.
    if (positional !== true && (make.length > 0 || options[0] !== undefined))
      requireOptions(kind, options[0], optionsText(example.parts[role]));
    return make(...options);
  };
  return Object.assign(called, {
    role,
    kind,
    example,
    ...(choice === undefined ? {} : { choice }),
    from,
  });
}
