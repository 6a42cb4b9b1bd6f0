/** The arguments of a command: read with node's `parseArgs`, and shown by `--help`. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

type Option = { readonly about: string } & (
  | { readonly type: 'flag' }
  /** `value` names the value in the help. */
  | { readonly type: 'text'; readonly value: string; readonly default?: string }
  /** 0 or more; `least` where less makes no sense. */
  | { readonly type: 'number'; readonly default: number; readonly least?: number }
  | { readonly type: 'choice'; readonly of: readonly string[]; readonly default: string }
);
type Options = Readonly<Record<string, Option>>;

export interface Command<Taken extends Options = Options> {
  /** As it is typed, such as `npm run token`. */
  readonly name: string;
  /** What it does, in whole sentences. */
  readonly about: string;
  /** What each operand means, by how the synopsis shows it, such as `[SCOPE...]`. Without it the command takes none. */
  readonly operands?: Readonly<Record<string, string>>;
  readonly options?: Taken;
  /** Ends the help. */
  readonly example?: string;
}

type ValueOf<One extends Option> = One extends { readonly type: 'flag' }
  ? boolean
  : One extends { readonly type: 'number' }
    ? number
    : One extends { readonly default: string }
      ? string
      : string | undefined;

export interface Arguments<Taken extends Options> {
  readonly values: { readonly [Name in keyof Taken]: ValueOf<Taken[Name]> };
  readonly operands: readonly string[];
}

/**
 * The arguments of this process. Ends the process where they ask for help, with code 0, and where they are bad, with code 1
 * and one line on standard error.
 */
export function readArguments<const Taken extends Options>(command: Command<Taken>): Arguments<Taken> {
  try {
    const taken = parseArguments(command, process.argv.slice(2));
    if (taken !== 'help') return taken;
    process.stdout.write(helpOf(command));
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${command.name}: ${(error as Error).message}; --help shows what it takes\n`);
    process.exit(1);
  }
}

/** Throws an Error of one line where the command does not take them. */
export function parseArguments<const Taken extends Options>(
  { options, operands }: Command<Taken>,
  args: readonly string[],
): Arguments<Taken> | 'help' {
  const taken = Object.entries<Option>(options ?? {});
  const { values, positionals } = parse(args, taken, operands !== undefined);
  if (values.help) return 'help';
  return {
    values: Object.fromEntries(
      taken.map(([name, option]) => [name, readValue(name, option, values[name])]),
    ) as Arguments<Taken>['values'],
    operands: positionals,
  };
}

function parse(args: readonly string[], options: readonly (readonly [string, Option])[], allowPositionals: boolean) {
  const config: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { type }] of options) config[name] = { type: type === 'flag' ? 'boolean' : 'string' };
  try {
    return parseArgs({ args: [...args], options: config, allowPositionals });
  } catch (error) {
    // The sentences behind the first give advice on quoting.
    const [sentence = ''] = (error as Error).message.split(/\.\s/);
    throw new Error(sentence.replace(/\.$/, ''));
  }
}

function readValue(name: string, option: Option, given: unknown): string | number | boolean | undefined {
  if (option.type === 'flag') return given === true;
  if (given === undefined) return option.default;
  if (option.type === 'text') return String(given);
  if (option.type === 'choice') {
    if (option.of.includes(String(given))) return String(given);
    throw new Error(`--${name}: expected ${option.of.join(', ')}, not ${JSON.stringify(given)}`);
  }
  const least = option.least ?? 0;
  const number = given === '' ? Number.NaN : Number(given);
  if (Number.isFinite(number) && number >= least) return number;
  throw new Error(`--${name}: expected a number of ${least} or more, not ${JSON.stringify(given)}`);
}

/** What `--help` prints: what the command does, and the usage. */
const helpOf = (command: Command): string => `${command.about}\n\n${usageOf(command)}`;

/** How the command is typed, and what each part means. */
export function usageOf(command: Command): string {
  const parts = [
    ...Object.entries(command.operands ?? {}).map(
      ([shown, about]) => [shown.replaceAll(/[[\]]|\.{3}/g, ''), about] as const,
    ),
    ...Object.entries(command.options ?? {}).map(
      ([name, option]) => [shownOf(name, option), meaningOf(option)] as const,
    ),
    ['-h, --help', 'shows this'] as const,
  ];
  const width = Math.max(...parts.map(([shown]) => shown.length));
  const lines = parts.map(([shown, about]) => `  ${shown.padEnd(width)}  ${about}\n`);
  return `  ${synopsisOf(command)}\n\n${lines.join('')}${command.example === undefined ? '' : `\n${command.example}\n`}`;
}

/** How the command is typed, on one line. */
export function synopsisOf({ name, operands = {}, options = {} }: Command): string {
  const optional = Object.entries(options).map(([option, kind]) => `[${shownOf(option, kind)}]`);
  const taken = [...optional, ...Object.keys(operands)];
  if (taken.length === 0) return name;
  return `${name}${name.includes(' -- ') ? '' : ' --'} ${taken.join(' ')}`;
}

function shownOf(name: string, option: Option): string {
  if (option.type === 'flag') return `--${name}`;
  if (option.type === 'number') return `--${name} NUMBER`;
  return `--${name} ${option.type === 'text' ? option.value : option.of.join('|')}`;
}

function meaningOf(option: Option): string {
  const preset = option.type === 'flag' ? undefined : option.default;
  return preset === undefined ? option.about : `${option.about} (default ${preset})`;
}
