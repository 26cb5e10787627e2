// Writes randomStream.json: what the stream of one seed gives, for every engine to be held against.
//
//     node random_stream.mjs          (the package must have been built)
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { randomStream } from '../dist/index.js';

const [seed, count] = [20240607, 100_000];
const bits = (values) => createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
const stream = randomStream(seed);
const normal = stream.fillNormal(new Float32Array(count));
const uniform = stream.fillUniform(new Float32Array(count));
writeFileSync(
  new URL('randomStream.json', import.meta.url),
  `${JSON.stringify({ seed, count, normalSha256: bits(normal), uniformSha256: bits(uniform), firstNormal: [...normal.subarray(0, 5)] })}\n`,
);
