import { mergeConfig, type UserWorkspaceConfig } from 'vitest/config';
import { unitTests } from '../../vitest.shared.ts';

// Tensors are counted by differences and backends put back: the files share one process, and load tfjs and ONNX Runtime once.
export default mergeConfig(unitTests('@vaekit/onnx'), { test: { isolate: false } }) as UserWorkspaceConfig;
