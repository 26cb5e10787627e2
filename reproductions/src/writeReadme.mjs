// `node src/writeReadme.mjs`: the table of README.md, from the committed results.
import { writeReadme } from './parts/readme.mjs';

writeReadme();
