import { bayesianNetworks } from './works/bayesianNetworks.mjs';
import { classMean } from './works/classMean.mjs';
import { conditionalBounds } from './works/conditionalBounds.mjs';
import { denseCurve } from './works/denseCurve.mjs';
import { familyTables } from './works/familyTables.mjs';
import { iwaeBounds, iwaeFullSchedule } from './works/iwaeBounds.mjs';
import { kerasConv } from './works/kerasConv.mjs';
import { linearVae } from './works/linearVae.mjs';
import { missingValues } from './works/missingValues.mjs';
import { quadrantCompletion } from './works/quadrants.mjs';
import { spriteFactors } from './works/spriteFactors.mjs';
import { staticBits } from './works/staticBits.mjs';

/** All reproductions, in the order in which they are numbered. */
export const works = [
  denseCurve,
  kerasConv,
  staticBits,
  iwaeBounds,
  iwaeFullSchedule,
  conditionalBounds,
  classMean,
  linearVae,
  spriteFactors,
  missingValues,
  bayesianNetworks,
  familyTables,
  quadrantCompletion,
];
