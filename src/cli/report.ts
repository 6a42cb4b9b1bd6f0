/** The report of `npm run people`, as text: what no rule links, and lines to paste into the people file. Pure. */
import type { ConflictReason } from '../people/link.ts';
import type { NoMatchReason } from '../people/match.ts';
import { type IdentityRule, recordKey } from '../people/user.ts';

/** The first hundred of each list. When the people file covers these, the next run shows the next. */
export const PEOPLE_QUERY = /* GraphQL */ `
  query People($range: DateTimeRange!) {
    people {
      total
      links { rule count }
      unseen { source directory code }
      unmatched { name mark }
      unlinkedNames(range: $range, first: 100) { ...Names }
      ambiguousNames(range: $range, first: 100) { ...Names }
      conflicts(first: 100) { totalCount nodes { reason users { ...Who } } }
    }
  }
  fragment Names on AloNameConnection { complete totalCount nodes { name uses match { reason candidates { ...Who } } } }
  fragment Who on User { name email identities { source sourceId } }
`;

interface Who {
  readonly name: string | null;
  readonly email: string | null;
  readonly identities: readonly {
    readonly source: 'CALCOM' | 'ALO' | 'SALESHANDY';
    readonly sourceId: string | null;
  }[];
}
interface Name {
  readonly name: string;
  readonly uses: number;
  readonly match: { readonly reason: NoMatchReason; readonly candidates: readonly Who[] };
}
interface Names {
  readonly complete: boolean;
  readonly totalCount: number | null;
  readonly nodes: readonly Name[];
}
/** The answer to the query; a list is null where its source could not be read. */
export interface PeopleAnswer {
  readonly people: {
    readonly total: number;
    readonly links: readonly { readonly rule: IdentityRule; readonly count: number }[];
    readonly unseen: readonly { readonly source: string; readonly directory: string; readonly code: string }[];
    readonly unmatched: readonly { readonly name: string; readonly mark: string }[] | null;
    readonly unlinkedNames: Names | null;
    readonly ambiguousNames: Names | null;
    readonly conflicts: {
      readonly totalCount: number;
      readonly nodes: readonly { readonly reason: ConflictReason; readonly users: readonly Who[] }[];
    };
  };
}

type Row = readonly string[];

/** The whole report, as lines of text that end with a line break. */
export function peopleReport({ people }: PeopleAnswer): string {
  const { total, links, unseen, unmatched, unlinkedNames, ambiguousNames, conflicts } = people;
  const rules = links.filter(({ count }) => count > 0).map(({ rule, count }) => `${rule} ${count}`);
  return [
    `${total} people. Their records are linked by: ${rules.join(', ') || 'nothing'}.`,
    ...unseen.map(
      ({ source, directory, code }) =>
        `No name is linked: ${directory} of ${source} has never been seen whole (${code}). The file links all the same.`,
    ),
    ...section(
      'Names in ALO that match no one',
      ['name', 'uses', 'why', 'perhaps'],
      nameRows(unlinkedNames),
      unlinkedNames,
    ),
    ...section(
      'Names in ALO that several people have',
      ['name', 'uses', 'why', 'of'],
      nameRows(ambiguousNames),
      ambiguousNames,
    ),
    ...section(
      'Records that may be one person’s',
      ['why', 'who'],
      conflicts.nodes.map(({ reason, users }) => [reason, users.map(describe).join('; ')]),
      conflicts,
    ),
    ...section(
      'In the people file and in no directory',
      ['name', 'mark'],
      (unmatched ?? []).map(({ name, mark }) => [shown(name), shown(mark)]),
      unmatched && { totalCount: unmatched.length },
    ),
    ...suggestions(people),
    '',
  ].join('\n');
}

const nameRows = (names: Names | null): Row[] =>
  (names?.nodes ?? []).map(({ name, uses, match }) => [
    shown(name),
    String(uses),
    match.reason,
    match.candidates.map(describe).join('; '),
  ]);

function section(
  title: string,
  head: Row,
  rows: readonly Row[],
  list: { readonly totalCount: number | null; readonly complete?: boolean } | null,
): string[] {
  if (list === null) return ['', `${title}: not known.`];
  const isPart = list.complete === false;
  if (rows.length === 0) return ['', `${title}: ${isPart ? 'none in what could be read' : 'none'}.`];
  const more = (list.totalCount ?? rows.length) - rows.length;
  const rest = isPart ? ['There may be more: not all could be read.'] : more > 0 ? [`… and ${more} more.`] : [];
  return ['', `${title}:`, '', ...table([head, ...rows]), ...rest];
}

function table(rows: readonly Row[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(
    (row) =>
      `  ${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}`,
  );
}

/** Lines for the people file, for the operator to choose from. */
function suggestions(people: PeopleAnswer['people']): string[] {
  const { unlinkedNames, ambiguousNames, conflicts } = people;
  const names = [...(unlinkedNames?.nodes ?? []), ...(ambiguousNames?.nodes ?? [])];
  const same = [
    ...names.flatMap(({ name, match: { candidates } }) =>
      candidates.length === 0
        ? []
        : [`  # ${quoted(name)} in ALO:`, ...candidates.map((who) => entry([who], [`alo:${name}`]))],
    ),
    ...conflicts.nodes.flatMap(({ users }) => {
      const pairs = pairsOf(users).map((pair) => entry(pair, []));
      const title = pairs.length > 1 ? '  # One of these pairs is one person:' : '  # One person:';
      return pairs.length > 0 ? [title, ...pairs] : [];
    }),
  ];
  const apart = conflicts.nodes.flatMap(({ users }) => {
    const pairs = pairsOf(users);
    return (pairs.length > 0 ? pairs : [users]).map(
      (some) => `  - ${list(some.flatMap((who) => marksOf(who).slice(0, 1)))}`,
    );
  });
  if (same.length + apart.length === 0) {
    return ['', isKnown(people) ? 'There is nothing to fix.' : 'It is not known whether there is anything to fix.'];
  }
  return [
    '',
    'Paste the lines that are correct into the people file. If people share a name in ALO, none of its lines is correct.',
    'A person has one entry in the file: if there already is one, add to it.',
    '',
    ...(same.length > 0 ? ['people:', ...same] : []),
    ...(apart.length > 0 ? ['apart:', ...apart] : []),
  ];
}

/** Whether everything was read that could need a line in the people file. */
const isKnown = ({ unseen, unmatched, unlinkedNames, ambiguousNames }: PeopleAnswer['people']): boolean =>
  unseen.length === 0 && unmatched !== null && unlinkedNames?.complete === true && ambiguousNames?.complete === true;

/** Each pair of users who could be one person: no source has a record of both. */
function pairsOf(users: readonly Who[]): (readonly Who[])[] {
  const sourcesOf = (who: Who): string[] => marksOf(who).map((mark) => mark.split(':')[0] ?? '');
  return users
    .flatMap((one, index) => users.slice(index + 1).map((other) => [one, other]))
    .filter((pair) => new Set(pair.flatMap(sourcesOf)).size === pair.flatMap(sourcesOf).length);
}

const entry = (users: readonly Who[], names: readonly string[]): string =>
  `  - { name: ${quoted(users[0]?.name ?? '?')}, same: ${list([...users.flatMap(marksOf), ...names])} }`;
const list = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]`;
/** JSON is YAML, and escapes control characters of a terminal. */
const quoted = (text: string): string => JSON.stringify(text);
const shown = (text: string): string => quoted(text).slice(1, -1);

const marksOf = ({ identities }: Who): string[] =>
  identities.flatMap(({ source, sourceId }) => (sourceId === null ? [] : recordKey(source, sourceId)));

const describe = (who: Who): string =>
  shown(`${who.name ?? '?'} <${[who.email ?? 'no e-mail', ...marksOf(who)].join(', ')}>`);
