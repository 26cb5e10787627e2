import { library } from '../../tsdown.shared.ts';

export default library({ entry: ['src/esbuild/index.ts', 'src/index.ts', 'src/node/index.ts'] });
