import { describe, expect, it } from 'vitest';
import { shapeRules } from '../record/shapeRules.js';
import { convolutionProperties } from './convolutionProperties.test-helper.js';
import { elementwiseProperties } from './elementwiseProperties.test-helper.js';
import { lowerings } from './lowerGraph.js';
import { poolingProperties } from './poolingProperties.test-helper.js';
import { productProperties } from './productProperties.test-helper.js';
import { reductionProperties } from './reductionProperties.test-helper.js';
import { shapingProperties } from './shapingProperties.test-helper.js';

describe('every kernel', () => {
  // A kernel that fails here has a lowering, and no random cases beside its area's test that show it right.
  it('that is lowered has a property', () => {
    const properties = [
      convolutionProperties,
      elementwiseProperties,
      poolingProperties,
      productProperties,
      reductionProperties,
      shapingProperties,
    ].flatMap((area) => Object.keys(area));
    expect(properties.sort()).toEqual(Object.keys(lowerings).sort());
  });

  it('that can be recorded is lowered, and the other way round', () => {
    expect(Object.keys(lowerings).sort()).toEqual(Object.keys(shapeRules).sort());
  });
});
