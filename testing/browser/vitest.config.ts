import { fileURLToPath } from 'node:url';
import { defineProject, mergeConfig } from 'vitest/config';
import { unitTests } from '../../vitest.shared.ts';

// One Chromium and one server for all files of this project, started by the first run that needs them; in Node the files share a process.
const globalSetup = fileURLToPath(new URL('./src/startBrowser.ts', import.meta.url));

export default mergeConfig(
  unitTests('browser'),
  defineProject({ test: { globalSetup: [globalSetup], isolate: false, testTimeout: 120_000 } }),
);
