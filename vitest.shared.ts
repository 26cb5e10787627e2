import { fileURLToPath } from 'node:url';
import { defineProject, type UserWorkspaceConfig } from 'vitest/config';

const setup = fileURLToPath(new URL('./testing/setup.ts', import.meta.url));

/** The tests of one package: siblings are read from their sources, and a stray console call fails a test. */
export function unitTests(name: string): UserWorkspaceConfig {
  return defineProject({
    resolve: { conditions: ['@vaekit/source'] },
    ssr: { resolve: { conditions: ['@vaekit/source'] } },
    test: {
      name,
      environment: 'node',
      include: ['src/**/*.test.ts'],
      setupFiles: [setup],
      // All cores: vitest leaves one to itself, which is half of a machine of two.
      maxWorkers: '100%',
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  });
}
