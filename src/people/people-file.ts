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
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import type { Source } from '../errors.ts';
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
  if (mark) return mark;
  context.addIssue({ code: 'custom', message: MARK_SHAPES });
  return z.NEVER;
});

const NAME_SHAPE = 'expected the name of the person';
const personSchema = z.strictObject({
  name: z.string({ error: NAME_SHAPE }).trim().min(1, { error: NAME_SHAPE }),
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
    logLevel: 'error',
  });
  const isNoYaml = (at: number, what: string): string => `line ${lines.linePos(at).line}: is no YAML (${what})`;
  // The parser's own sentences quote the text, which may be somebody's name.
  const mistakes = document.errors.map(({ pos: [at], code }) => isNoYaml(at, code.toLowerCase().replaceAll('_', ' ')));
  if (mistakes.length > 0) throw problemsError(mistakes);
  let content: unknown;
  try {
    content = document.toJS() ?? {};
  } catch {
    throw problemsError([isNoYaml(firstAlias(document), 'an alias of nothing, or of too much')]);
  }

  const lineOf = ({ path }: Problem): number => lines.linePos(offsetOf(document, path)).line;
  const told = (problem: Problem): string => {
    const { path, shown = path, message } = problem;
    return [`line ${lineOf(problem)}`, ...(shown.length > 0 ? [place(shown)] : []), message].join(': ');
  };
  const parsed = fileSchema.safeParse(content);
  const { people, apart } = parsed.success ? parsed.data : soundParts(content);
  const problems = [...(parsed.error?.issues ?? []).flatMap(readable), ...contradictions(people ?? [], apart ?? [])];
  if (problems.length > 0) throw problemsError(problems.sort((a, b) => lineOf(a) - lineOf(b)).map(told));
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

function problemsError(problems: readonly string[]): Error {
  const more = problems.length - MOST_TOLD;
  return new Error([...problems.slice(0, MOST_TOLD), ...(more > 0 ? [`and ${more} more`] : [])].join('; '));
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

/** Where in the text a value stands, or the nearest thing around it that is there. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const around = document.getIn(path.slice(0, length - 1), true);
    const key = isMap(around)
      ? around.items.map((pair) => pair.key).find((item) => isScalar(item) && item.value === path[length - 1])
      : document.getIn(path.slice(0, length), true);
    if (isNode(key) && key.range) return key.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function firstAlias(document: ReturnType<typeof parseDocument>): number {
  let first = 0;
  visit(document, {
    Alias: (_, { range }) => {
      first = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return first;
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
