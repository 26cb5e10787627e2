import { iwaeSpec } from '../modelSpec.mjs';
import { stepWork } from './stepWork.mjs';

const works = {
  5: [{ theirs: 'pytorch', target: 0.9 }],
  50: [{ theirs: 'pytorch', target: 0.8 }],
};

/** The importance-weighted autoencoder with k draws. */
export const iwaeWork = (k) =>
  stepWork({
    name: `iwae-step-k${k}`,
    title: `Training step of an IWAE 784-200-200-50-200-200-784 (tanh), k = ${k}, batch 20, Adam`,
    spec: iwaeSpec(k),
    bars: works[k],
  });
