import { parseArgs } from 'node:util';

/** A piece of a command line, at its place among the arguments. */
export type CommandToken =
  | { readonly kind: 'operand'; readonly text: string; readonly place: number }
  | {
      readonly kind: 'option';
      /** As it was typed, without a value. */
      readonly typed: string;
      /** Without dashes; none for a word with one dash that stands for no option. */
      readonly name: string | undefined;
      /** What follows the equals sign, or the next argument for options that take a value; none where there is neither. */
      readonly value: string | undefined;
      readonly place: number;
    };

const short: Readonly<Record<string, string>> = { '-h': 'help', '-v': 'version', '-V': 'version' };

/** Whether an argument begins an option; `-1` and `-.5` are numbers, `-` is a word. */
const isOption = (argument: string): boolean => /^-./.test(argument) && !/^-\.?\d/.test(argument);

/**
 * Cuts a command line into options and operands, in order. Values are taken as they are: `007` stays text, `-1` is a value. Behind `--` there are
 * operands only.
 *
 * @param valued names of the options that take a value
 */
export function commandTokens(args: readonly string[], valued: readonly string[]): readonly CommandToken[] {
  // `-12` would be the switches 1 and 2, so the parser is shown a plain word in place of every argument with one dash.
  const shown = args.map((argument) => (/^-[^-]/.test(argument) ? 'word' : argument));
  const options = Object.fromEntries(valued.map((name) => [name, { type: 'string' as const }]));
  const { tokens } = parseArgs({ args: shown, options, strict: false, tokens: true });
  const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index ?? args.length;
  return tokens.flatMap((token): CommandToken[] => {
    const place = token.index;
    const argument = args[place]!;
    if (token.kind === 'option-terminator') return [];
    if (token.kind === 'positional') {
      if (place > end || !isOption(argument)) return [{ kind: 'operand', text: argument, place }];
      return [{ kind: 'option', typed: argument, name: short[argument], value: undefined, place }];
    }
    const next = token.inlineValue === false ? args[place + 1] : undefined;
    const value = token.inlineValue === true ? token.value : next !== undefined && isOption(next) ? undefined : next;
    return [{ kind: 'option', typed: token.rawName, name: token.name, value, place }];
  });
}
