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

/** Every least set of choices that is refused whatever the others are, with its decisions. */
function leastSets(decisions: readonly Decision[]): ReadonlyMap<string, readonly Decision[]> {
  const found = new Map<string, readonly Decision[]>();
  for (let size = 1; size <= axes.length; size++) {
    for (const subset of subsets(size)) {
      const smaller = subsets(size - 1).filter((less) => less.length > 0 && less.every((axis) => subset.includes(axis)));
      const inside = (combination: Combination): boolean =>
        Array.from({ length: size - 1 }, (_, i) => subsets(i + 1))
          .flat()
          .some((less) => less.every((axis) => subset.includes(axis)) && found.has(keyOf(less, combination)));
      for (const [key, each] of groupedBy(decisions, ({ combination }) => keyOf(subset, combination)))
        if (each.every(({ reason }) => reason !== undefined) && !(smaller.length > 0 && inside(each[0]!.combination)))
          found.set(key, each);
    }
  }
  return found;
}

/** What is refused, without what follows from the rest of it; the reason of each is the one of the decisions that nothing else explains. */
function leastRefused(decisions: readonly Decision[]): Refusal[] {
  const sets = leastSets(decisions);
  const explanations = new Map<Decision, number>();
  for (const each of sets.values())
    for (const decision of each) explanations.set(decision, (explanations.get(decision) ?? 0) + 1);
  // What concerns an objective follows from what posterior and prior refuse each other more often than the other way around.
  const order = [...sets.keys()].sort((a, b) => Number(b.includes('objective=')) - Number(a.includes('objective=')));
  const kept = order.filter((key) => {
    const each = sets.get(key)!;
    if (each.some((decision) => explanations.get(decision)! < 2)) return true;
    for (const decision of each) explanations.set(decision, explanations.get(decision)! - 1);
    return false;
  });
  return kept.map((key) => {
    const alone = sets.get(key)!.filter((decision) => explanations.get(decision) === 1);
    const reasons = [...groupedBy(alone, ({ reason }) => reasonIn(reason!))].sort(([, a], [, b]) => b.length - a.length);
    const choices = Object.fromEntries(
      key.split('|').map((part) => {
        const at = part.indexOf('=');
        return [part.slice(0, at), [part.slice(at + 1)]];
      }),
    );
    return { choices, reason: reasons[0]![0] };
  });
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
    ({ choices, reason }) =>
      `| ${axes.map((axis) => cell(axis, choices[axis])).join(' | ')} | ${reason.replaceAll('|', '\\|')} |`,
  );
  return ['| Objective | Class | Posterior | Prior | Reason |', '|---|---|---|---|---|', ...rows.sort()].join('\n');
}
