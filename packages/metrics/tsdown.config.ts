import type { UserConfig } from 'tsdown';
import { library } from '../../tsdown.shared.ts';

const shared: UserConfig = library({ entry: ['src/index.ts'] });

// The weights of the classifier lie in `assets`, one folder up from `src` and from `dist` alike, so that the package carries them once.
const config: UserConfig = { ...shared, external: [/^@tensorflow\//, /assets\/digitClassifier\.js$/] };
export default config;
