// Discrete Bayesian networks: read from a BIF file, sampled, scored, refitted.

/** A node: its values, its parents by number, and p(value | values of the parents), the last parent fastest, `[parents' values, values]`. */
const VARIABLE = /variable\s+(\S+)\s*\{[^{]*\{([^}]*)\}/g;
const PROBABILITY = /probability\s*\(\s*([^|)\s]+)\s*(?:\|\s*([^)]*))?\)\s*\{([^}]*)\}/g;
const words = (text) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** The nodes of a BIF file, parents before children. */
export function readBif(text) {
  const values = new Map([...text.matchAll(VARIABLE)].map(([, name, list]) => [name, words(list)]));
  const tables = [...text.matchAll(PROBABILITY)].map(([, name, given, body]) => {
    const parents = given === undefined ? [] : words(given);
    const width = values.get(name).length;
    const table = new Float64Array(parents.reduce((size, parent) => size * values.get(parent).length, width));
    for (const [, key, row] of body.matchAll(/(?:\(([^)]*)\)|table)\s*([^;]*);/g)) {
      const at =
        key === undefined
          ? 0
          : words(key).reduce((sum, word, i) => sum * values.get(parents[i]).length + values.get(parents[i]).indexOf(word), 0);
      table.set(words(row).map(Number), at * width);
    }
    return { name, parents, values: values.get(name), table };
  });
  return inOrder(tables);
}

/** Parents first; parents as numbers. */
function inOrder(tables) {
  const placed = [];
  const numberOf = (name) => placed.findIndex((node) => node.name === name);
  while (placed.length < tables.length) {
    const next = tables.find(({ name, parents }) => numberOf(name) < 0 && parents.every((parent) => numberOf(parent) >= 0));
    if (next === undefined)
      throw new Error('readBif: a node has a parent that comes from itself, or that is missing; give a network without cycles');
    placed.push(next);
  }
  return placed.map((node) => ({ ...node, parents: node.parents.map(numberOf) }));
}

const rowOf = (network, { parents }, values) =>
  parents.reduce((sum, parent) => sum * network[parent].values.length + values[parent], 0);

/** Rows of value numbers. `next` gives uniform numbers in [0, 1). */
export function sampleNetwork(network, count, next) {
  return Array.from({ length: count }, () => {
    const row = [];
    for (const node of network) {
      const from = rowOf(network, node, row) * node.values.length;
      let [left, value] = [next(), 0];
      while (value < node.values.length - 1 && left >= node.table[from + value]) left -= node.table[from + value++];
      row.push(value);
    }
    return row;
  });
}

const probability = (network, row) =>
  network.reduce((product, node, at) => product * node.table[rowOf(network, node, row) * node.values.length + row[at]], 1);

/** The rows that the network can give. */
export const possible = (network, rows) => rows.filter((row) => probability(network, row) > 0);

/** The mean of log(p(row) + 1e-8), as SDGym has it. */
export const meanLogLikelihood = (network, rows) =>
  rows.reduce((total, row) => total + Math.log(probability(network, row) + 1e-8), 0) / rows.length;

/** The same arrows with tables counted from rows; where the parents' values never occur, all values are alike. */
export function refitted(network, rows) {
  return network.map((node, at) => {
    const width = node.values.length;
    const counts = new Float64Array(node.table.length);
    for (const row of rows) counts[rowOf(network, node, row) * width + row[at]] += 1;
    const table = counts.map((count, i) => {
      const from = Math.floor(i / width) * width;
      const all = counts.subarray(from, from + width).reduce((sum, each) => sum + each, 0);
      return all === 0 ? 1 / width : count / all;
    });
    return { ...node, table };
  });
}
