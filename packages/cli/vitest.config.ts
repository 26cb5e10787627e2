import { mergeConfig, type UserWorkspaceConfig } from 'vitest/config';
import { unitTests } from '../../vitest.shared.ts';

// What a file changes of its process it puts back: the files share one, and load tfjs and ONNX Runtime once.
export default mergeConfig(unitTests('vaekit'), { test: { isolate: false } }) as UserWorkspaceConfig;
