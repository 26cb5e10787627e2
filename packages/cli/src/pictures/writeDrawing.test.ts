import { expect, it } from 'vitest';
import { csv } from './writeDrawing.js';

it('csv quotes what needs it', () => expect(csv(['a', 'b'], [[1, 'x,"y"']])).toBe('a,b\n1,"x,""y"""\n'));
