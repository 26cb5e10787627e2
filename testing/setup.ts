import { afterEach, beforeEach, expect, vi } from 'vitest';

// A stray console call in library code fails the test that met it. A test that expects one replaces the spy itself.
const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
let spies: { name: string; spy: ReturnType<typeof vi.spyOn> }[] = [];

beforeEach(() => {
  spies = methods.map((name) => ({ name, spy: vi.spyOn(console, name) }));
});

afterEach(() => {
  const calls = spies.flatMap(({ name, spy }) => spy.mock.calls.map((call) => `console.${name}(${call.map(String).join(', ')})`));
  for (const { spy } of spies) spy.mockRestore();
  expect(calls, 'unexpected console output').toEqual([]);
});
