/**
 * The operator's people file: who is one person (`same`, must-links), who is not (`apart`, cannot-links), and who left. Parses
 * its text; src/server/people-file/ reads it from the disk.
 *
 * ```yaml
 * people:
 *   - name: Bob Lang
 *     same: ["calcom:1042", "saleshandy:2dP27N0gZ4", "email:bob@example.com", "alo:Robert Lang"]
 *   - name: Victor Hale
 *     same: ["calcom:1016"]
 *     left: true
 * apart:
 *   - ["calcom:7", "alo:Alex Kim"]
 * ```
 */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit, type YAMLMap } from 'yaml';
import { z } from 'zod';
import type { Source } from '../errors.ts';
import { LONGEST_EMAIL, LONGEST_NAME, mayBeEmail, mayBeName } from '../sources/folding.ts';
import { type Identifier, identifierKey, parseIdentifier } from './identifiers.ts';

/** An entry of the file: one person. */
export interface FilePerson {
  readonly name: string;
  readonly identifiers: readonly Identifier[];
  /** Whether the person left, and is no longer listed. The name still belongs to them. */
  readonly left: boolean;
}

export interface PeopleFile {
  readonly people: readonly FilePerson[];
  /** Sets of `identifierKey`s of which no two belong to one person. */
  readonly apart: readonly (readonly string[])[];
}

export const EMPTY_PEOPLE_FILE: PeopleFile = { people: [], apart: [] };

/** The code that clients see if the last edit of the file cannot be read. */
export const PEOPLE_FILE_INVALID = 'PEOPLE_FILE_INVALID';

export interface PeopleFileHealth {
  /** Whether the current content is in use; if not, the last valid content is. */
  readonly isGood: boolean;
  /** When the content in use was read, in milliseconds since the epoch. */
  readonly readAtMs: number;
  readonly lastFailureAtMs: number | undefined;
}

/** The largest number of problems in a message; further ones are counted. */
const MAX_PROBLEMS = 20;
/** Resolving an alias takes longer the more there are. */
const MAX_ALIASES = 1_000;

/** A syntax error, and its offset in the text. */
interface Mistake {
  readonly at: number;
  readonly what: string;
}

type Path = readonly PropertyKey[];
interface Problem {
  /** The value whose line is reported. */
  readonly path: Path;
  /** The path that the message shows, if it is not all of `path`. */
  readonly shown?: Path;
  readonly message: string;
}

/**
 * Throws an Error whose message is one line that lists every problem with its line number. It quotes nothing from the file,
 * which has names and e-mails of people.
 */
export function parsePeopleFile(text: string): PeopleFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // The parser would compare each key with every other; `scan` finds duplicates in linear time.
    uniqueKeys: false,
    logLevel: 'error',
  });
  const syntaxError = (mistakes: readonly Mistake[]): Error => {
    const inOrder = mistakes.toSorted((a, b) => a.at - b.at);
    return problemsError(inOrder, ({ at, what }) => `line ${lines.linePos(at).line}: is not valid YAML (${what})`);
  };
  const { repeated, aliases } = scan(document);
  const mistakes = [
    // Not the parser's messages: they quote the text.
    ...document.errors.map(({ pos: [at], code }) => ({ at, what: code.toLowerCase().replaceAll('_', ' ') })),
    ...repeated.map((at) => ({ at, what: 'duplicate key' })),
  ];
  if (mistakes.length > 0) throw syntaxError(mistakes);
  let content: unknown;
  try {
    if (aliases.length > MAX_ALIASES) throw new Error('too many aliases');
    content = document.toJS() ?? {};
  } catch {
    throw syntaxError([{ at: aliases[0] ?? 0, what: 'an alias without an anchor, or too many aliases' }]);
  }

  const offsetOf = createLocator(document);
  const lineOf = ({ path }: Problem): number => lines.linePos(offsetOf(path)).line;
  const describe = ({ path, shown = path, message }: Problem, line: number): string =>
    [`line ${line}`, ...(shown.length > 0 ? [formatPath(shown)] : []), message].join(': ');
  const parsed = fileSchema.safeParse(content);
  const { people, apart } = parsed.success ? parsed.data : validParts(content);
  const problems = [...(parsed.error?.issues ?? []).flatMap(toProblems), ...contradictions(people ?? [], apart ?? [])];
  if (problems.length > 0) {
    const located = problems.map((problem) => ({ problem, line: lineOf(problem) })).sort((a, b) => a.line - b.line);
    throw problemsError(located, ({ problem, line }) => describe(problem, line));
  }
  return {
    people: (people ?? []).map(({ name, same, left }) => ({ name, identifiers: same, left })),
    apart: (apart ?? []).map((identifiers) => identifiers.map(identifierKey)),
  };
}

function problemsError<Found>(problems: readonly Found[], describe: (problem: Found) => string): Error {
  const more = problems.length - MAX_PROBLEMS;
  return new Error(
    [...problems.slice(0, MAX_PROBLEMS).map(describe), ...(more > 0 ? [`and ${more} more`] : [])].join('; '),
  );
}

/** The offsets of keys that their map already has, and of aliases. */
function scan(document: Document.Parsed): { readonly repeated: number[]; readonly aliases: number[] } {
  const repeated: number[] = [];
  const aliases: number[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) repeated.push(key.range?.[0] ?? 0);
        seen.add(key.value);
      }
    },
    Alias: (_, { range }) => {
      aliases.push(range?.[0] ?? 0);
    },
  });
  return { repeated, aliases };
}

/** Returns a function that finds the offset of a value, or of its nearest ancestor that exists. Reads each map once. */
function createLocator(document: Document.Parsed): (path: Path) => number {
  const known = new Map<YAMLMap, ReadonlyMap<unknown, unknown>>();
  const keysOf = (map: YAMLMap): ReadonlyMap<unknown, unknown> => {
    const keys = known.get(map) ?? new Map(map.items.map(({ key }) => [isScalar(key) ? key.value : key, key]));
    known.set(map, keys);
    return keys;
  };
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const parent = document.getIn(path.slice(0, length - 1), true);
      const found = isMap(parent) ? keysOf(parent).get(path[length - 1]) : document.getIn(path.slice(0, length), true);
      if (isNode(found) && found.range) return found.range[0];
    }
    return document.contents?.range?.[0] ?? 0;
  };
}

/** `people[0].same[1]` */
const formatPath = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');

/** The parts of the content that can be searched for contradictions although others are invalid. */
function validParts(content: unknown): Partial<z.output<typeof fileSchema>> {
  const { people, apart } = z.object({ people: z.unknown(), apart: z.unknown() }).partial().catch({}).parse(content);
  const { shape } = fileSchema;
  return { people: shape.people.safeParse(people).data, apart: shape.apart.safeParse(apart).data };
}

const toProblems = ({ path, message, ...issue }: z.core.$ZodIssue): Problem[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ path: [...path, key], shown: path, message: 'has an unknown key' }))
    : [{ path, message }];

/** An identifier of two people, two records of one source for one person, or one person kept apart from themselves. */
function contradictions(
  people: readonly z.output<typeof personSchema>[],
  apart: readonly (readonly Identifier[])[],
): Problem[] {
  const problems: Problem[] = [];
  const owners = new Map<string, number>();
  for (const [index, { same }] of people.entries()) {
    const records = new Map<Source, string>();
    for (const [at, identifier] of same.entries()) {
      const path = ['people', index, 'same', at];
      const key = identifierKey(identifier);
      const owner = owners.get(key);
      if (owner !== undefined && owner !== index)
        problems.push({ path, message: `is also ${formatPath(['people', owner])}` });
      owners.set(key, index);
      if (identifier.kind !== 'record') continue;
      const other = records.get(identifier.source);
      if (other !== undefined && other !== key) {
        problems.push({ path, message: 'is a second record in this source: a person has at most one' });
      }
      records.set(identifier.source, key);
    }
  }
  for (const [index, identifiers] of apart.entries()) {
    const seen = new Set<number | string>();
    for (const [at, identifier] of identifiers.entries()) {
      const key = identifierKey(identifier);
      const person = owners.get(key) ?? key;
      if (seen.has(person))
        problems.push({ path: ['apart', index, at], message: 'is the same person as another here' });
      seen.add(person);
    }
  }
  return problems;
}

const IDENTIFIER_SHAPES =
  'expected "calcom:" and a number, "saleshandy:" and an id, "email:" and an address, or "alo:" and a name';
const NAME_LENGTH = `expected a name of at most ${LONGEST_NAME} characters`;
const EMAIL_LENGTH = `expected an address of at most ${LONGEST_EMAIL} characters`;
const NAME_SHAPE = 'expected the name of the person';
const LIST_SHAPE = 'expected a list';

const identifierSchema = z.string({ error: IDENTIFIER_SHAPES }).transform((text, context): Identifier => {
  const identifier = parseIdentifier(text);
  const problem = identifier ? lengthProblem(identifier) : IDENTIFIER_SHAPES;
  if (identifier && problem === undefined) return identifier;
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});

function lengthProblem(identifier: Identifier): string | undefined {
  if (identifier.kind === 'name' && !mayBeName(identifier.name)) return NAME_LENGTH;
  return identifier.kind === 'email' && !mayBeEmail(identifier.email) ? EMAIL_LENGTH : undefined;
}

const personSchema = z.strictObject({
  name: z.string({ error: NAME_SHAPE }).trim().min(1, { error: NAME_SHAPE }).max(LONGEST_NAME, { error: NAME_LENGTH }),
  same: z
    .array(identifierSchema, { error: LIST_SHAPE })
    .nullish()
    .transform((identifiers) => identifiers ?? []),
  left: z
    .boolean({ error: 'expected true or false' })
    .nullish()
    .transform((left) => left ?? false),
});

const apartSchema = z.array(identifierSchema, { error: LIST_SHAPE }).min(2, { error: 'expected two or more' });

const fileSchema = z.strictObject(
  {
    people: z.array(personSchema, { error: LIST_SHAPE }).nullish(),
    apart: z.array(apartSchema, { error: LIST_SHAPE }).nullish(),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'expected "people" and "apart"' : undefined) },
);
