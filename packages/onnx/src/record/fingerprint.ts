import type { Graph } from '../graph/graph.js';
import { TraceError } from './recordTrace.js';

/**
 * Throws unless two traces of one function are the same graph, constants included. A number that differs was computed on the host: a
 * schedule's value, or a random number, frozen into the graph.
 *
 * @throws TraceError that names the operation the number goes into
 */
export function requireSameTrace(first: Graph, second: Graph): void {
  const differs = (what: string): never => {
    throw new TraceError(
      `compile: two traces of the same step differ (${what}); a value of the step is computed outside tfjs and would be frozen. ` +
        'Take numbers that change from `schedule` and random ones from `noise`, or use engine: eager()',
    );
  };
  if (first.nodes.length !== second.nodes.length) differs(`${first.nodes.length} operations, then ${second.nodes.length}`);
  first.nodes.forEach((node, i) => {
    const other = second.nodes[i]!;
    const text = (n: typeof node): string =>
      `${n.op} ${JSON.stringify(n.attributes)} ${n.inputs.map((value) => value?.id ?? '-').join()}`;
    if (text(node) !== text(other)) differs(`operation ${i} is ${text(node)}, then ${text(other)}`);
  });
  const constants = [...second.constants.values()];
  [...first.constants].forEach(([value, data], i) => {
    const other = constants[i]!;
    const at = data.findIndex((x, k) => !Object.is(x, other[k]));
    if (at >= 0) {
      const user = first.nodes.find((node) => node.inputs.includes(value));
      differs(`a constant${user === undefined ? '' : ` of ${user.op}`} is ${data[at]}, then ${other[at]}`);
    }
  });
}
