import { mergeConfig, type UserWorkspaceConfig } from 'vitest/config';
import { unitTests } from '../../vitest.shared.ts';

// Pure functions: the files share one process.
export default mergeConfig(unitTests('@vaekit-internal/base'), { test: { isolate: false } }) as UserWorkspaceConfig;
