/** What the family of models is measured by elsewhere; nothing is computed here. */
export const familyTables = {
  number: 11,
  name: 'family-tables',
  title: 'The tables of the family',
  source: 'measured where the models are',
  protocol:
    'Linked, not repeated: [every model and its paper](../packages/models/README.md#the-models), [claims about autoencoders and VAEs](../docs/experiments.md), [samples, anomalies, principal components](../benchmarks/README.md)',
  seeds: [],
  cost: 'none',
  linked: true,
  async run() {
    return { rows: [] };
  },
};
