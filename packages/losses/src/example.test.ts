import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { transform } from 'esbuild';
import { expect, test, vi } from 'vitest';
import * as losses from './index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the example of the README runs and prints what it says', async () => {
  const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!);
  expect(blocks).toHaveLength(1);
  const { code } = await transform(blocks[0]!, { loader: 'ts', format: 'cjs', target: 'es2022' });
  const modules: Record<string, unknown> = { '@tensorflow/tfjs': tf, '@vaekit/losses': losses };
  const log = vi.fn<(...values: unknown[]) => void>();
  // oxlint-disable-next-line no-new-func -- the example is a text of this package
  new Function('require', 'console', code)((name: string) => modules[name], { log });
  const printed = new Map(log.mock.calls.map(([name, value]) => [name, Number(value)]));
  expect([...printed.keys()]).toEqual(['reconstruction', 'divergence', 'D(P‖Q)']);
  expect(printed.get('D(P‖Q)')).toBe(0.0853);
  expect(printed.get('reconstruction')).toBeLessThan(0.1);
  expect(printed.get('divergence')).toBeLessThan(0.01);
});

test('the README names every function of the package', () => {
  const functions = Object.entries(losses).filter(([, value]) => typeof value === 'function');
  expect(functions.map(([name]) => name).filter((name) => !readme.includes(`\`${name}(`))).toEqual([]);
});
