import { CLASS_MEAN } from '../modelSpec.mjs';
import { stepWork } from './stepWork.mjs';

export const work = stepWork({
  name: 'class-mean-step',
  title: 'Training step of the class-mean conditional VAE 784-256-2-256-784, batch 100, RMSProp',
  spec: CLASS_MEAN,
  bars: [{ theirs: 'pytorch', target: 0.5, limit: 0.8 }],
});
