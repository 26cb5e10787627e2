import { CONV } from '../modelSpec.mjs';
import { stepWork } from './stepWork.mjs';

export const work = stepWork({
  name: 'conv-step',
  title: 'Training step of the convolutional VAE of keras-io (filters 32, 64; dense 16; z 2), batch 128, Adam',
  spec: CONV,
  bars: [{ theirs: 'pytorch', target: 0.8, limit: 0.85 }],
});
