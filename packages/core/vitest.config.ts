import { mergeConfig, type UserWorkspaceConfig } from 'vitest/config';
import { unitTests } from '../../vitest.shared.ts';

// Tensors are counted by differences and backends put back: the files share one process, and load tfjs once.
export default mergeConfig(unitTests('@vaekit/core'), { test: { isolate: false } }) as UserWorkspaceConfig;
