import type { OptionSpecs, OptionSpecsOf } from './optionSpec.js';
import type { Terminal } from './terminal.js';

/** What a command finds beside its options. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** The operands, in order. */
  readonly operands: readonly string[];
  /** The names of the options that were typed. */
  readonly given: ReadonlySet<string>;
}

/** A command of the program, without what it does: `loadAction` has that, so that help and errors come at once. */
export interface Command {
  /** One word or two. */
  readonly name: string;
  /** Operands as the help writes them: `RUN`, `RUN…` for one or more, `[NAME]` for one that may be missing. */
  readonly operands: readonly string[];
  /** The words an operand may be, for completion in a shell. */
  readonly operandWords?: readonly string[];
  /** What kind of path an operand may be besides a run. */
  readonly operandPaths?: 'file' | 'folder';
  /** A sentence without a full stop. */
  readonly summary: string;
  /** Further sentences of the help. */
  readonly details?: string;
  readonly options: OptionSpecs;
  /** Whether options may stand in a configuration file. */
  readonly readsConfig: boolean;
  readonly examples: readonly string[];
  /** What can be said against the options without reading a file. @throws UsageError */
  check(values: Readonly<Record<string, unknown>>, context: CommandContext): void;
}

/** What a command is made of; its options keep their types. */
export interface CommandParts<V extends object> extends Omit<Command, 'check' | 'operands' | 'options' | 'readsConfig'> {
  readonly operands?: readonly string[];
  readonly options: OptionSpecsOf<V>;
  readonly readsConfig?: boolean;
  readonly check?: (values: V, context: CommandContext) => void;
}

/** A command whose options are read as `V`, which its action is given. */
export function command<V extends object>({ check, options, ...parts }: CommandParts<V>): Command {
  return {
    operands: [],
    readsConfig: true,
    ...parts,
    options: options as OptionSpecs,
    check: (values, context) => check?.(values as V, context),
  };
}
