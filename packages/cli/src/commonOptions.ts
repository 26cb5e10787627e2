import type { OptionSpec } from './optionSpec.js';

/** What help and completion say of an option, and what the reading of its text depends on. */
export type OptionForm = Pick<OptionSpec, 'about' | 'completes' | 'placeholder' | 'repeats' | 'shown' | 'words'>;

/** Options by name, without the two dashes. */
export type OptionForms = Readonly<Record<string, OptionForm>>;

/** Options of the commands that read a configuration file. */
export const configOptions: OptionForms = {
  config: {
    about: 'options from this file, .json, .mjs or .ts',
    placeholder: 'FILE',
    completes: 'file',
    shown: 'vaekit.config.json of the folder',
  },
  'no-config': { about: 'no configuration file' },
};

/** Options that every command has. */
export const alwaysOptions: OptionForms = {
  debug: { about: 'show the stack trace of an error' },
  help: { about: 'this help' },
};

/** The option of the program without a command. */
export const versionOption: OptionForms = { version: { about: 'the version' } };
