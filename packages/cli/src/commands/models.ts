import { catalog } from '@vaekit/models';
import { command, type Command } from '../command.js';
import { readModelName } from '../model/modelOptions.js';
import { flag } from '../optionSpec.js';

/** The options of `models`. */
export interface ModelsOptions {
  readonly json: boolean;
}

/** `vaekit models`. */
export const models: Command = command<ModelsOptions>({
  name: 'models',
  operands: ['[NAME]'],
  operandWords: catalog.map(({ name }) => name),
  summary: 'List the models you can train, or describe one: its paper, needs and options',
  options: { json: flag('one JSON array of the models') },
  examples: ['vaekit models', 'vaekit models class-mean-cvae', 'vaekit models --json'],
  check(_, { operands: [name] }) {
    if (name !== undefined) readModelName(name, 'NAME');
  },
});
