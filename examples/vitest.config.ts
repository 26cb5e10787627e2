import { fileURLToPath } from 'node:url';
import { defineProject } from 'vitest/config';

// Each test runs an example as a person would, in a process of its own, on the packages as they are built.
export default defineProject({
  test: {
    name: 'examples',
    environment: 'node',
    include: ['*/*.test.js'],
    setupFiles: [fileURLToPath(new URL('../testing/setup.ts', import.meta.url))],
    // Engines use all cores: one example after the other, when the tests of the packages are through.
    maxWorkers: 1,
    sequence: { groupOrder: 1 },
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
