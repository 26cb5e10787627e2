/** The module with what the likelihoods of core say of themselves, for programs that describe them and load no engine. */
export const likelihoodTable = (facts) => `// Written by scripts/writeTables.mjs from the likelihoods of @vaekit/core.

/** What each likelihood says of itself. */
export const likelihoodTable = [
${facts.map((each) => `  ${literal(each)},`).join('\n')}
] as const;
`;

const quoted = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;

/** A plain value as source. */
function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object') return typeof value === 'string' ? quoted(value) : String(value);
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${name}: ${literal(inner)}`)
    .join(', ')} }`;
}
