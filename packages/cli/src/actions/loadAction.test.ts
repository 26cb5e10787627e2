import { expect, it } from 'vitest';
import { commands } from '../commands/commands.js';
import { loadAction } from './loadAction.js';

it.each(commands.map(({ name }) => name))('%s has an action', async (name) => {
  expect(await loadAction(name)).toBeTypeOf('function');
});

it('refuses others', async () => {
  await expect(loadAction('trian')).rejects.toThrow('command trian has no action');
});
