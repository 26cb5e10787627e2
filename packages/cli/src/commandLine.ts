import type { Command } from './command.js';
import { alwaysOptions, configOptions, type OptionForms, versionOption } from './commonOptions.js';
import { type CommandToken, commandTokens } from './commandTokens.js';
import { didYouMean } from './nearest.js';
import { type OptionSpec, parseTexts } from './optionSpec.js';
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

const common: OptionForms = { ...alwaysOptions, ...versionOption, ...configOptions };

/** The texts that were typed, by option; for a switch `true` or `false`. */
type Typed = ReadonlyMap<string, readonly string[]>;

type OptionToken = Extract<CommandToken, { kind: 'option' }>;

const valued = (forms: OptionForms): string[] => Object.keys(forms).filter((name) => forms[name]!.placeholder !== undefined);

/** The command that the first words name, and the arguments without those. */
function findCommand(commands: readonly Command[], args: readonly string[]): { command: Command | undefined; rest: string[] } {
  const words = commandTokens(args, valued(common)).flatMap((token) => (token.kind === 'operand' ? [token] : []));
  const [first, second] = words;
  if (first === undefined) return { command: undefined, rest: [...args] };
  const without = (...used: (typeof first)[]): string[] => args.filter((_, place) => !used.some((word) => word.place === place));
  const single = commands.find(({ name }) => name === first.text);
  if (single !== undefined) return { command: single, rest: without(first) };
  const groups = commands.filter(({ name }) => name.startsWith(`${first.text} `));
  if (groups.length === 0) {
    const names = commands.map(({ name }) => name);
    throw new UsageError(`unknown command ${first.text}${didYouMean(first.text, names)}; expected one of ${names.join(', ')}`);
  }
  const found = groups.find(({ name }) => name === `${first.text} ${second?.text}`);
  if (found !== undefined) return { command: found, rest: without(first, second!) };
  const expected = groups.map(({ name, operands }) => [name, ...operands].join(' ')).join(' or ');
  throw new UsageError(
    `${first.text} ${second === undefined ? 'needs a second word' : `${second.text} is unknown`}; expected ${expected}`,
  );
}

/** The name of an option that there is. */
function knownName({ typed, name }: OptionToken, command: Command | undefined): string {
  const known = [...Object.keys(command?.options ?? {}), ...Object.keys(common)];
  if (name === undefined)
    throw new UsageError(
      `unknown option ${typed}; options start with two dashes${didYouMean(typed.replace(/^-/, ''), known).replace('mean ', 'mean --')}`,
    );
  if (known.includes(name)) return name;
  const meant = didYouMean(name, known).replace('mean ', 'mean --');
  throw new UsageError(
    `unknown option ${typed}${meant}; \`vaekit ${command === undefined ? '' : `${command.name} `}--help\` lists them`,
  );
}

/** The text of a switch: it can be turned off where a configuration file turned it on, if it is one of a command. */
function switchText(name: string, value: string | undefined): string {
  if (value === undefined) return 'true';
  if (!Object.hasOwn(common, name) && (value === 'true' || value === 'false')) return value;
  throw new UsageError(`--${name} takes no value but got ${value || 'an empty one'}`);
}

/** Options with their texts, each known, complete and given once. */
function typedOptions(command: Command | undefined, tokens: readonly CommandToken[]): Typed {
  const forms: OptionForms = { ...common, ...command?.options };
  const typed = new Map<string, readonly string[]>();
  for (const token of tokens) {
    if (token.kind === 'operand') continue;
    const name = knownName(token, command);
    const { placeholder, repeats } = forms[name]!;
    const before = typed.get(name) ?? [];
    if (before.length > 0 && repeats !== true) throw new UsageError(`--${name} is given twice; once is enough`);
    const text = placeholder === undefined ? switchText(name, token.value) : token.value;
    if (text === undefined || (text === '' && name === 'config'))
      throw new UsageError(`--${name} needs a value: --${name} ${placeholder}`);
    typed.set(name, [...before, text]);
  }
  if (typed.has('config') && typed.has('no-config'))
    throw new UsageError('--config and --no-config contradict each other; give one');
  return typed;
}

/** The configuration that was asked for. */
function askedConfig({ name, readsConfig }: Command, typed: Typed): { readonly config?: string | false } {
  if (typed.has('no-config')) return { config: false };
  const [config] = typed.get('config') ?? [];
  if (config === undefined) return {};
  if (readsConfig) return { config };
  throw new UsageError(`--config does not apply to ${name}, which reads no configuration file; leave it out`);
}

/** What the texts of an option say; without any, its default. */
function readOption(name: string, spec: OptionSpec, texts: readonly string[] | undefined): unknown {
  if (texts === undefined) return spec.fallback;
  if (spec.placeholder === undefined) return texts[0] === 'false' ? false : spec.parse('', `--${name}`);
  return parseTexts(spec, texts, `--${name}`);
}

function checkOperands({ name, operands }: Command, got: readonly string[]): void {
  const many = operands.at(-1)?.endsWith('…') === true;
  const shown = `vaekit ${[name, ...operands].join(' ')}`;
  const needed = operands.filter((operand) => !operand.startsWith('['));
  if (got.length < needed.length)
    throw new UsageError(`${needed[got.length]!.replace('…', '')} is missing; expected \`${shown}\``);
  if (!many && got.length > operands.length) {
    throw new UsageError(
      `unexpected argument ${got[operands.length]}; expected \`${shown}\`${operands.length === 0 ? ' with options only' : ''}`,
    );
  }
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
  const tokens = commandTokens(rest, valued({ ...common, ...command?.options }));
  const typed = typedOptions(command, tokens);
  if (typed.has('help') || (command === undefined && !typed.has('version')))
    return { kind: 'help', ...(command === undefined ? {} : { command }) };
  if (typed.has('version') || command === undefined) return { kind: 'version' };

  const config = askedConfig(command, typed);
  const options = Object.entries(command.options);
  const values = Object.fromEntries(options.map(([name, spec]) => [name, readOption(name, spec, typed.get(name))]));
  const operands = tokens.flatMap((token) => (token.kind === 'operand' ? [token.text] : []));
  checkOperands(command, operands);
  const given = new Set(options.map(([name]) => name).filter((name) => typed.has(name)));
  return { kind: 'run', command, values, operands, given, ...config };
}

/** `batch-size` as `batchSize`. */
export const camelCase = (name: string): string => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
