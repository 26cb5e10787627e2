import { mergeConfig, type UserWorkspaceConfig } from 'vitest/config';
import { unitTests } from '../../vitest.shared.ts';

// The files share one process, and load tfjs once.
export default mergeConfig(unitTests('@vaekit/metrics'), { test: { isolate: false } }) as UserWorkspaceConfig;
