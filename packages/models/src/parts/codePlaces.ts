import type { DataShape } from '../entry.js';
import type { Networks } from './networks.js';

/** The places of a code: dense networks have them in a row, convolutions where their smallest map, whose sides each stage has halved, has them. */
export const placesOf = ({ arch, stages }: Pick<Networks, 'arch' | 'stages'>, { event }: DataShape): readonly number[] =>
  arch === 'mlp' ? [16] : event.slice(0, 2).map((side) => side / 2 ** (stages.filters?.length ?? 2));
