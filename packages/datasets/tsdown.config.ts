import type { UserConfig } from 'tsdown';
import { library } from '../../tsdown.shared.ts';

const shared: UserConfig = library({ entry: ['src/index.ts', 'src/node/index.ts', 'src/parquet/index.ts'] });

// The embedded digits lie in `assets`, one folder up from `src` and from `dist` alike, so that the package carries them once.
const config: UserConfig = { ...shared, external: [/^node:/, /assets\/digits\.js$/] };
export default config;
