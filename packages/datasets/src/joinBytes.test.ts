import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinBytes } from './joinBytes.js';

test('the pieces one after the other, or the first bytes of them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 5 }),
      fc.option(fc.nat(30), { nil: undefined }),
      (parts, most) => {
        expect([...joinBytes(parts, most)]).toEqual(parts.flatMap((part) => [...part]).slice(0, most));
      },
    ),
  );
});
