/**
 * The operator's people file: who is one person, who is not, and who left. Reads its text; where it lies is not known here.
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
import { LONGEST_EMAIL, LONGEST_NAME, mayBeEmail, mayBeName } from '../sources/values.ts';
import { type Mark, markKey, parseMark } from './marks.ts';

/** One person, as the operator knows them. */
export interface FilePerson {
  readonly name: string;
  readonly marks: readonly Mark[];
  /** Whether they are not listed any more. Their name still counts as theirs. */
  readonly left: boolean;
}

export interface PeopleFile {
  readonly people: readonly FilePerson[];
  /** Each a set of marks (as `markKey` has them) of which no two are one person's. */
  readonly apart: readonly (readonly string[])[];
}

/** The code under which clients see that the last edit of the file cannot be read. */
export const PEOPLE_FILE_INVALID = 'PEOPLE_FILE_INVALID';

/** How the file is doing. */
export interface PeopleFileHealth {
  /** Whether what lies there now is what is used; if not, the last good one is. */
  readonly isGood: boolean;
  /** When the one that is used was read, in milliseconds since the epoch. */
  readonly readAtMs: number;
  readonly lastFailureAtMs: number | undefined;
}

export const EMPTY_PEOPLE_FILE: PeopleFile = { people: [], apart: [] };

const MARK_SHAPES =
  'expected "calcom:" and a number, "saleshandy:" and an id, "email:" and an address, or "alo:" and a name';

const markSchema = z.string({ error: MARK_SHAPES }).transform((text, context): Mark => {
  const mark = parseMark(text);
  const problem = mark ? lengthProblem(mark) : MARK_SHAPES;
  if (mark && problem === undefined) return mark;
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});

const NAME_LENGTH = `expected a name of at most ${LONGEST_NAME} characters`;
const EMAIL_LENGTH = `expected an address of at most ${LONGEST_EMAIL} characters`;

function lengthProblem(mark: Mark): string | undefined {
  if (mark.kind === 'name' && !mayBeName(mark.name)) return NAME_LENGTH;
  return mark.kind === 'email' && !mayBeEmail(mark.email) ? EMAIL_LENGTH : undefined;
}

const NAME_SHAPE = 'expected the name of the person';
const personSchema = z.strictObject({
  name: z.string({ error: NAME_SHAPE }).trim().min(1, { error: NAME_SHAPE }).max(LONGEST_NAME, { error: NAME_LENGTH }),
  same: z
    .array(markSchema, { error: 'expected a list' })
    .nullish()
    .transform((marks) => marks ?? []),
  left: z
    .boolean({ error: 'expected true or false' })
    .nullish()
    .transform((left) => left ?? false),
});
const fileSchema = z.strictObject(
  {
    people: z.array(personSchema, { error: 'expected a list' }).nullish(),
    apart: z
      .array(z.array(markSchema, { error: 'expected a list' }).min(2, { error: 'expected two or more' }), {
        error: 'expected a list',
      })
      .nullish(),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'expected "people" and "apart"' : undefined) },
);

/** More problems than these are counted. */
const MOST_TOLD = 20;
/** To resolve an alias takes longer the more there are. */
const MOST_ALIASES = 1_000;

/** Something that is no YAML, and where in the text. */
interface Mistake {
  readonly at: number;
  readonly what: string;
}

type Path = readonly PropertyKey[];
interface Problem {
  /** Whose line is told. */
  readonly path: Path;
  /** What is told of the path, where that is not all of it. */
  readonly shown?: Path;
  readonly message: string;
}

/** Throws one Error, of one line, that names every problem with its line. */
export function parsePeopleFile(text: string): PeopleFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // Looked for here: the parser compares each key with each other.
    uniqueKeys: false,
    logLevel: 'error',
  });
  const refuse = (mistakes: readonly Mistake[]): Error => {
    const inOrder = mistakes.toSorted((a, b) => a.at - b.at);
    return problemsError(inOrder, ({ at, what }) => `line ${lines.linePos(at).line}: is no YAML (${what})`);
  };
  const { repeated, aliases } = lookThrough(document);
  const mistakes = [
    // The parser's own sentences quote the text, which may be somebody's name.
    ...document.errors.map(({ pos: [at], code }) => ({ at, what: code.toLowerCase().replaceAll('_', ' ') })),
    ...repeated.map((at) => ({ at, what: 'duplicate key' })),
  ];
  if (mistakes.length > 0) throw refuse(mistakes);
  let content: unknown;
  try {
    if (aliases.length > MOST_ALIASES) throw new Error('more aliases than anybody writes');
    content = document.toJS() ?? {};
  } catch {
    throw refuse([{ at: aliases[0] ?? 0, what: 'an alias of nothing, or of too much' }]);
  }

  const offsetOf = finderIn(document);
  const lineOf = ({ path }: Problem): number => lines.linePos(offsetOf(path)).line;
  const told = ({ path, shown = path, message }: Problem, line: number): string =>
    [`line ${line}`, ...(shown.length > 0 ? [place(shown)] : []), message].join(': ');
  const parsed = fileSchema.safeParse(content);
  const { people, apart } = parsed.success ? parsed.data : soundParts(content);
  const problems = [...(parsed.error?.issues ?? []).flatMap(readable), ...contradictions(people ?? [], apart ?? [])];
  if (problems.length > 0) {
    const located = problems.map((problem) => ({ problem, line: lineOf(problem) })).sort((a, b) => a.line - b.line);
    throw problemsError(located, ({ problem, line }) => told(problem, line));
  }
  return {
    people: (people ?? []).map(({ name, same, left }) => ({ name, marks: same, left })),
    apart: (apart ?? []).map((marks) => marks.map(markKey)),
  };
}

/** What can be looked through for contradictions although something else is amiss. */
function soundParts(content: unknown): Partial<z.output<typeof fileSchema>> {
  const { people, apart } = z.object({ people: z.unknown(), apart: z.unknown() }).partial().catch({}).parse(content);
  const { shape } = fileSchema;
  return { people: shape.people.safeParse(people).data, apart: shape.apart.safeParse(apart).data };
}

function problemsError<Found>(problems: readonly Found[], told: (problem: Found) => string): Error {
  const more = problems.length - MOST_TOLD;
  return new Error([...problems.slice(0, MOST_TOLD).map(told), ...(more > 0 ? [`and ${more} more`] : [])].join('; '));
}

/** What stands in the file may be somebody's name: it is pointed at, and not quoted. */
const readable = ({ path, message, ...issue }: z.core.$ZodIssue): Problem[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ path: [...path, key], shown: path, message: 'expected no key of that name' }))
    : [{ path, message }];

/** `people[0].same[1]` */
const place = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');

/** Tells where in the text a value stands, or the nearest thing around it that is there. Looks through each map once. */
function finderIn(document: Document.Parsed): (path: Path) => number {
  const known = new Map<YAMLMap, ReadonlyMap<unknown, unknown>>();
  const keysOf = (map: YAMLMap): ReadonlyMap<unknown, unknown> => {
    const keys = known.get(map) ?? new Map(map.items.map(({ key }) => [isScalar(key) ? key.value : key, key]));
    known.set(map, keys);
    return keys;
  };
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const around = document.getIn(path.slice(0, length - 1), true);
      const found = isMap(around) ? keysOf(around).get(path[length - 1]) : document.getIn(path.slice(0, length), true);
      if (isNode(found) && found.range) return found.range[0];
    }
    return document.contents?.range?.[0] ?? 0;
  };
}

/** Where keys stand that their map has already, and where aliases. */
function lookThrough(document: Document.Parsed): { readonly repeated: number[]; readonly aliases: number[] } {
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

/** What cannot all be so: a mark of two people, two records of one source for a person, or one person kept apart. */
function contradictions(
  people: readonly z.output<typeof personSchema>[],
  apart: readonly (readonly Mark[])[],
): Problem[] {
  const problems: Problem[] = [];
  const owners = new Map<string, number>();
  for (const [index, { same }] of people.entries()) {
    const records = new Map<Source, string>();
    for (const [at, mark] of same.entries()) {
      const path = ['people', index, 'same', at];
      const key = markKey(mark);
      const owner = owners.get(key);
      if (owner !== undefined && owner !== index)
        problems.push({ path, message: `is also ${place(['people', owner])}` });
      owners.set(key, index);
      if (mark.kind !== 'record') continue;
      const other = records.get(mark.source);
      if (other !== undefined && other !== key) {
        problems.push({ path, message: 'is their second record in this source: a person has one' });
      }
      records.set(mark.source, key);
    }
  }
  for (const [index, marks] of apart.entries()) {
    const seen = new Map<number | string, number>();
    for (const [at, mark] of marks.entries()) {
      const key = markKey(mark);
      const who = owners.get(key) ?? key;
      if (seen.has(who)) problems.push({ path: ['apart', index, at], message: 'is the same person as another here' });
      seen.set(who, at);
    }
  }
  return problems;
}
