import { cac } from 'cac';
import type { Command } from './command.js';
import { didYouMean } from './nearest.js';
import type { OptionSpec } from './optionSpec.js';
import { UsageError } from './usageError.js';

/** What a command line asks for. */
export type Request = { readonly kind: 'help'; readonly command?: Command } | { readonly kind: 'version' } | RunRequest;

/** A command to run. */
export interface RunRequest {
  readonly kind: 'run';
  readonly command: Command;
  readonly values: Readonly<Record<string, unknown>>;
  readonly operands: readonly string[];
  /** The names of the options that were typed. */
  readonly given: ReadonlySet<string>;
  /** The configuration file that `--config` names, or false after `--no-config`; absent: the one of the folder, if any. */
  readonly config?: string | false;
}

/** Options that every command has. */
const common = ['help', 'version', 'debug', 'config', 'no-config'] as const;
const short: Readonly<Record<string, string>> = { '-h': '--help', '-v': '--version', '-V': '--version' };

// Values travel through the parser behind this mark, so that it takes them as they are: `007` stays text, `-1` is no option.
const mark = '\u0001';

interface Token {
  readonly name: string;
  readonly value: string | undefined;
}

const isOption = (argument: string): boolean => /^-./.test(argument) && !/^-\.?\d/.test(argument);

function readOption(argument: string): Token {
  const at = argument.indexOf('=');
  const typed = at < 0 ? argument : argument.slice(0, at);
  const full = short[typed] ?? typed;
  return { name: full.replace(/^--/, ''), value: at < 0 ? undefined : argument.slice(at + 1) };
}

/** The command that the first words name, and the arguments without those. */
function findCommand(commands: readonly Command[], args: readonly string[]): { command: Command | undefined; rest: string[] } {
  const places = args.flatMap((argument, place) => (isOption(argument) ? [] : [place]));
  const [first, second] = places;
  if (first === undefined) return { command: undefined, rest: [...args] };
  const without = (...used: number[]): string[] => args.filter((_, place) => !used.includes(place));
  const word = args[first]!;
  const single = commands.find(({ name }) => name === word);
  if (single !== undefined) return { command: single, rest: without(first) };
  const groups = commands.filter(({ name }) => name.startsWith(`${word} `));
  if (groups.length > 0) {
    const found = second === undefined ? undefined : groups.find(({ name }) => name === `${word} ${args[second]}`);
    if (found !== undefined) return { command: found, rest: without(first, second!) };
    const expected = groups.map(({ name, operands }) => [name, ...operands].join(' ')).join(' or ');
    throw new UsageError(
      `${word} ${second === undefined ? 'needs a second word' : `${args[second]} is unknown`}; expected ${expected}`,
    );
  }
  const names = commands.map(({ name }) => name);
  throw new UsageError(`unknown command ${word}${didYouMean(word, names)}; expected one of ${names.join(', ')}`);
}

/** Options, each checked and its value tied to it, apart from operands. */
function tieValues(
  command: Command | undefined,
  args: readonly string[],
): { options: string[]; operands: string[]; off: ReadonlySet<string>; config: string | false | undefined } {
  const specs: Readonly<Record<string, OptionSpec>> = command?.options ?? {};
  const known = [...Object.keys(specs), ...common];
  const seen = new Set<string>();
  const tied: string[] = [];
  const operands: string[] = [];
  const off = new Set<string>();
  let config: string | false | undefined;
  for (let i = 0; i < args.length; i++) {
    const argument = args[i]!;
    if (argument === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (!isOption(argument)) {
      operands.push(argument);
      continue;
    }
    const { name, value } = readOption(argument);
    if (!argument.startsWith('--') && short[argument] === undefined) {
      throw new UsageError(`unknown option ${argument}; options have two dashes${didYouMean(argument.replace(/^-/, ''), known)}`);
    }
    if (!known.includes(name)) {
      const meant = didYouMean(name, known).replace('mean ', 'mean --');
      const help = `vaekit ${command === undefined ? '' : `${command.name} `}--help`;
      throw new UsageError(`unknown option --${name}${meant}; \`${help}\` lists them`);
    }
    if (seen.has(name)) throw new UsageError(`--${name} is given twice; once is enough`);
    seen.add(name);
    const placeholder = name === 'config' ? 'FILE' : specs[name]?.placeholder;
    if (placeholder === undefined) {
      // A switch of a command can be turned off again, where a configuration file turned it on.
      const switched = specs[name] !== undefined && (value === 'true' || value === 'false');
      if (value !== undefined && !switched) throw new UsageError(`--${name} takes no value but got ${value || 'an empty one'}`);
      if (value === 'false') off.add(name);
      else if (name === 'no-config') config ??= false;
      else tied.push(`--${name}`);
      continue;
    }
    const next = args[i + 1];
    if (value === '' || (value === undefined && (next === undefined || isOption(next)))) {
      if (value === undefined || name === 'config') throw new UsageError(`--${name} needs a value: --${name} ${placeholder}`);
    }
    if (name === 'config') config = value ?? next!;
    else tied.push(`--${name}=${mark}${value ?? next}`);
    if (value === undefined) i += 1;
  }
  if (seen.has('config') && seen.has('no-config'))
    throw new UsageError('--config and --no-config contradict each other; give one');
  return { options: tied, operands, off, config };
}

/**
 * Reads a command line.
 *
 * @param args what follows the program's name
 * @throws UsageError that says what is unknown, missing or out of range, and what was expected
 */
export function readCommandLine(commands: readonly Command[], args: readonly string[]): Request {
  if (args[0] === 'help') return readCommandLine(commands, [...args.slice(1), '--help']);
  const { command, rest } = findCommand(commands, args);
  const program = cac('vaekit');
  const parser = program.command('run', '', { allowUnknownOptions: true });
  for (const [name, { placeholder, about }] of Object.entries(command?.options ?? {})) {
    // The parser's own negations (`--no-x`) are switched off by giving such an option another name here.
    parser.option(`--${inner(name)}${placeholder === undefined ? '' : ` <${placeholder}>`}`, about);
  }
  for (const name of common) parser.option(`--${name}`, '');
  const tied = tieValues(command, rest);
  const { operands, off, config } = tied;
  const renamed = tied.options.map((argument) => `--${inner(argument.slice(2))}`);
  const options = program.parse(['node', 'vaekit', 'run', ...renamed], { run: false }).options as Readonly<
    Record<string, unknown>
  >;

  if (options['help'] === true || (command === undefined && options['version'] !== true)) {
    return { kind: 'help', ...(command === undefined ? {} : { command }) };
  }
  if (options['version'] === true || command === undefined) return { kind: 'version' };

  const values: Record<string, unknown> = {};
  const given = new Set<string>();
  for (const [name, spec] of Object.entries(command.options)) {
    const raw = off.has(name) ? false : options[camelCase(inner(name))];
    if (raw === undefined) values[name] = spec.fallback;
    else if (raw === false) {
      given.add(name);
      values[name] = false;
    } else {
      given.add(name);
      values[name] = spec.parse(typeof raw === 'string' ? raw.slice(mark.length) : '', `--${name}`);
    }
  }
  checkOperands(command, operands);
  return { kind: 'run', command, values, operands, given, ...(config === undefined ? {} : { config }) };
}

const inner = (name: string): string => name.replace(/^no-/, 'without-');

/** `batch-size` as `batchSize`. */
export const camelCase = (name: string): string => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function checkOperands({ name, operands }: Command, got: readonly string[]): void {
  const many = operands.at(-1)?.endsWith('…') === true;
  const shown = `vaekit ${[name, ...operands].join(' ')}`;
  const needed = operands.filter((operand) => !operand.startsWith('['));
  if (got.length < needed.length)
    throw new UsageError(`${needed[got.length]!.replace('…', '')} is missing; expected \`${shown}\``);
  if (!many && got.length > operands.length) {
    throw new UsageError(
      `${got[operands.length]} is one word too many; expected \`${shown}\`${operands.length === 0 ? ' with options only' : ''}`,
    );
  }
}
