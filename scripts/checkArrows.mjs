// `node scripts/checkArrows.mjs`: says which imports and manifests run against the arrows between the packages.

import { arrowViolations } from './lib/arrows.mjs';

const violations = arrowViolations();
for (const violation of violations) process.stderr.write(`${violation}\n`);
process.stdout.write(
  violations.length === 0 ? 'arrows: all imports run the right way\n' : `arrows: ${violations.length} against the direction\n`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
