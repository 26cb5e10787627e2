import oracles from '../../oracles/doctorOracles.json' with { type: 'json' };

export { oracles };
