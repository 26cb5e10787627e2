import { afterEach, beforeEach, expect, type MockInstance, vi } from 'vitest';

// A stray console call in library code fails the test that met it. A test that expects a call asserts it on its own spy
// (`vi.spyOn` hands back the one laid here) and then calls `mockClear()`, so that nothing is left to complain about.
const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;

// The plain CPU backend greets everyone who uses it in Node; that is tfjs's voice, not ours.
const greeting = 'Hi, looks like you are running TensorFlow.js in Node.js';

let spies: { name: string; spy: MockInstance<(...values: unknown[]) => void> }[] = [];

beforeEach(() => {
  spies = methods.map((name) => {
    const original = console[name].bind(console);
    const spy = vi.spyOn(console, name);
    spy.mockImplementation((...values: unknown[]) => {
      if (!greets(values)) original(...values);
    });
    return { name, spy };
  });
});

afterEach(() => {
  const calls = spies.flatMap(({ name, spy }) =>
    spy.mock.calls.filter((call) => !greets(call)).map((call) => `console.${name}(${call.map(String).join(', ')})`),
  );
  for (const { spy } of spies) spy.mockRestore();
  spies = [];
  expect(calls, 'unexpected console output').toEqual([]);
});

function greets(values: unknown[]): boolean {
  return typeof values[0] === 'string' && values[0].includes(greeting);
}
