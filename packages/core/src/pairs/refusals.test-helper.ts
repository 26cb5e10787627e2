import { axes, type Combination } from './axes.test-helper.js';

/** A combination, and why it was refused; no reason where it was made. */
export interface Decision {
  readonly combination: Combination;
  readonly reason?: string;
}

type Axis = (typeof axes)[number];

/** Choices that are refused whatever the others are, with the reason; an axis that does not matter is absent. */
export interface Refusal {
  readonly choices: Readonly<Partial<Record<Axis, readonly string[]>>>;
  readonly reason: string;
}

/** The reason in a message: without whose error it is, without kinds in parentheses, without what to do instead. */
const reasonIn = (message: string): string =>
  message
    .replace(/^\w+: /, '')
    .replace(/ \([^)]*\)/g, '')
    .split('; ')[0]!;

/** Values by a key, in the order of their first ones. */
function groupedBy<T>(values: readonly T[], keyOfValue: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOfValue(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** The subsets of so many axes. */
const subsets = (size: number): Axis[][] =>
  Array.from({ length: 2 ** axes.length }, (_, bits) => axes.filter((_, i) => (bits >> i) & 1)).filter(
    (subset) => subset.length === size,
  );

const keyOf = (subset: readonly Axis[], combination: Combination): string =>
  subset.map((axis) => `${axis}=${combination[axis]}`).join('|');

/** The fewest choices that are refused together, each with the reason that most of their combinations give. */
function leastRefused(decisions: readonly Decision[]): Refusal[] {
  const found = new Map<string, Refusal>();
  const covered = new Set<Decision>();
  for (let size = 1; size <= axes.length; size++) {
    const level = new Map<string, Refusal>();
    for (const subset of subsets(size)) {
      const together = groupedBy(decisions, ({ combination }) => keyOf(subset, combination));
      for (const [key, each] of together) {
        if (each.some(({ reason }) => reason === undefined)) continue;
        const fresh = each.filter((decision) => !covered.has(decision));
        if (
          fresh.length === 0 ||
          subsets(size - 1).some(
            (less) => less.every((axis) => subset.includes(axis)) && found.has(keyOf(less, each[0]!.combination)),
          )
        )
          continue;
        const reasons = [...groupedBy(fresh, ({ reason }) => reasonIn(reason!))].sort(([, a], [, b]) => b.length - a.length);
        const choices = Object.fromEntries(subset.map((axis) => [axis, [each[0]!.combination[axis]]]));
        level.set(key, { choices, reason: reasons[0]![0] });
      }
    }
    for (const [key, refusal] of level) found.set(key, refusal);
    for (const decision of decisions)
      if (subsets(size).some((subset) => level.has(keyOf(subset, decision.combination)))) covered.add(decision);
  }
  return [...found.values()];
}

/** Refusals of one reason that differ in one axis, as one. */
function merged(refusals: readonly Refusal[]): Refusal[] {
  return axes.toReversed().reduce<readonly Refusal[]>((rows, axis) => {
    const alike = groupedBy(rows, ({ choices, reason }) =>
      JSON.stringify([reason, axis in choices, axes.map((other) => (other === axis ? undefined : choices[other]))]),
    );
    return [...alike.values()].map(([first, ...others]) => {
      const values = [first!, ...others].flatMap(({ choices }) => choices[axis] ?? []);
      return { ...first!, choices: { ...first!.choices, ...(values.length === 0 ? {} : { [axis]: values }) } };
    });
  }, refusals) as Refusal[];
}

/** The table of what is refused, in Markdown. */
export function refusalTable(decisions: readonly Decision[], names: Readonly<Record<Axis, readonly string[]>>): string {
  const cell = (axis: Axis, values: readonly string[] | undefined): string => {
    if (values === undefined) return 'any';
    const others = names[axis].filter((name) => !values.includes(name));
    return others.length > 0 && others.length < values.length && others.length < 6
      ? `all but ${others.join('; ')}`
      : values.join('; ');
  };
  const rows = merged(leastRefused(decisions)).map(
    ({ choices, reason }) => `| ${axes.map((axis) => cell(axis, choices[axis])).join(' | ')} | ${reason} |`,
  );
  return ['| Objective | Class | Posterior | Prior | Reason |', '|---|---|---|---|---|', ...rows.sort()].join('\n');
}
