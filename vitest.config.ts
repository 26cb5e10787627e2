import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      'packages/*',
      'testing/browser',
      'examples',
      {
        test: {
          name: 'scripts',
          maxWorkers: '100%',
          include: ['scripts/**/*.test.mjs', 'reproductions/src/**/*.test.mjs'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
