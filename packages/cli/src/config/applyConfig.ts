import { isAbsolute, resolve } from 'node:path';
import type { Command } from '../command.js';
import { camelCase, type RunRequest } from '../commandLine.js';
import { didYouMean } from '../nearest.js';
import { type OptionSpec, parseTexts } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import type { LoadedConfig } from './loadConfig.js';

/** Options that say what one call is to do, so that a file which holds for every call has no place for them. */
const ofOneCall: ReadonlySet<string> = new Set(['resume']);

/** Options that say what may be written: a file that nobody named, such as one that came with a folder, does not decide that. */
const ofNamedFiles: ReadonlySet<string> = new Set(['force', 'keep', 'out']);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as it would be typed; `undefined` for one that could not be. */
function typed(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const items = value.map((item) => (typeof item === 'string' || typeof item === 'number' ? String(item) : undefined));
  return items.includes(undefined) ? undefined : items.join(',');
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? String(value) : text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

function readValue(where: string, spec: OptionSpec, value: unknown, folder: string): unknown {
  if (spec.placeholder === undefined) {
    if (typeof value !== 'boolean') throw new UsageError(`${where} is ${show(value)}; expected true or false`);
    return value;
  }
  const items: readonly unknown[] = spec.repeats === true && Array.isArray(value) ? value : [value];
  const texts = items.map((item) => {
    const text = typed(item);
    if (text === undefined)
      throw new UsageError(`${where} is ${show(value)}; expected ${spec.placeholder}, as on the command line`);
    const path = spec.completes !== undefined && text !== '' && !isAbsolute(text) && spec.words?.includes(text) !== true;
    // From the working folder a path stays as it was written.
    return path && folder !== process.cwd() ? resolve(folder, text) : text;
  });
  return parseTexts(spec, texts, where);
}

/** The options that a file has for a command, by name. */
function optionsOf(
  command: Command,
  commandName: string,
  settings: Readonly<Record<string, unknown>>,
  { name, asked, folder }: LoadedConfig,
): Record<string, unknown> {
  const names = Object.keys(command.options);
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(settings)) {
    const where = `${name}: ${commandName}.${key}`;
    const option = names.find((one) => one === key || camelCase(one) === key);
    if (option === undefined) {
      const near = didYouMean(key, key.includes('-') ? names : [...names, ...names.map(camelCase)]);
      throw new UsageError(`${where} is unknown${near}; \`vaekit ${command.name} --help\` lists the options`);
    }
    if (ofOneCall.has(option)) throw new UsageError(`${where} belongs on the command line; leave it out`);
    if (!asked && ofNamedFiles.has(option))
      throw new UsageError(
        `${where} decides what gets written, so it is allowed only in a file that you name; give --${option} on the command line, or name the file with --config ${name}`,
      );
    if (Object.hasOwn(values, option))
      throw new UsageError(`${where} is given twice, as ${option} and ${camelCase(option)}; keep one`);
    if (value !== undefined) values[option] = readValue(where, command.options[option]!, value, folder);
  }
  return values;
}

/**
 * The values of a request with those of the configuration file in place of defaults; what was typed stays. Every part of the file is checked, whichever
 * command runs.
 *
 * @throws UsageError for unknown commands and options, with the nearest name, and for values that make no sense
 */
export function applyConfig(
  { command, values, given }: RunRequest,
  config: LoadedConfig | undefined,
  commands: readonly Command[],
): Readonly<Record<string, unknown>> {
  if (config === undefined) return values;
  const { name, content } = config;
  if (!isObject(content))
    throw new UsageError(
      `${name} is ${show(content)}; expected an object such as { "train": { "latent": 16 } }${name.endsWith('.json') ? '' : ' as the default export'}`,
    );
  let own: Record<string, unknown> = {};
  const seen = new Set<Command>();
  for (const [key, settings] of Object.entries(content)) {
    if (key === '$schema') continue;
    const found = commands.find((one) => one.name === key || camelCase(one.name.replaceAll(' ', '-')) === key);
    if (found === undefined) {
      const names = commands.filter(({ readsConfig }) => readsConfig).map((one) => one.name);
      throw new UsageError(`${name}: ${key} is unknown${didYouMean(key, names)}; expected commands: ${names.join(', ')}`);
    }
    if (!found.readsConfig) throw new UsageError(`${name}: ${key} reads no configuration file; leave it out`);
    if (seen.has(found)) throw new UsageError(`${name}: ${key} is given twice; keep one`);
    seen.add(found);
    if (settings === undefined) continue;
    if (!isObject(settings)) throw new UsageError(`${name}: ${key} is ${show(settings)}; expected an object of options`);
    const read = optionsOf(found, key, settings, config);
    if (found === command) own = read;
  }
  return { ...values, ...Object.fromEntries(Object.entries(own).filter(([option]) => !given.has(option))) };
}
