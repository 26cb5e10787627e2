import { mergeConfig, type UserWorkspaceConfig } from 'vitest/config';
import { unitTests } from '../../vitest.shared.ts';

// Pure functions, measured by differences: the files share one process, and load tfjs once.
export default mergeConfig(unitTests('@vaekit/losses'), { test: { isolate: false } }) as UserWorkspaceConfig;
