/** The examples of GraphiQL: the queries in `examples/`, with variables that occur in the data. */
import { readdirSync, readFileSync } from 'node:fs';
import type { GraphQLFormattedError } from 'graphql';
import type { Engine } from '../../graphql/engine.ts';
import type { RequestContext } from '../../graphql/request-context.ts';

const EXAMPLES_FOLDER = new URL('../../../examples/', import.meta.url);

export type Values = Readonly<Record<string, unknown>>;

interface Tab {
  /** The name of its file. */
  readonly title: string;
  /** Its name for readers, from that of the file. */
  readonly name: string;
  /** What it asks, in a sentence: the first line of its file. */
  readonly about: string;
  readonly query: string;
  /** JSON. */
  readonly variables: string;
}

/** One tab for each file in `examples/`, with these values for the variables that its query declares. */
export function readyTabs(values: Values): Tab[] {
  return readdirSync(EXAMPLES_FOLDER)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => {
      const query = readFileSync(new URL(file, EXAMPLES_FOLDER), 'utf8');
      const declared = [...query.matchAll(/\$(\w+)\s*:/g)].map(([, name = '']) => name);
      const variables = declared.filter((name) => name in values).map((name) => [name, values[name]]);
      return {
        title: file,
        name: nameOf(file),
        about: commentOf(query),
        query,
        variables: JSON.stringify(Object.fromEntries(variables), null, 2),
      };
    });
}

/** `03-one-user.graphql` is "One user". */
function nameOf(file: string): string {
  const words = file.replace(/^\d+-|\.graphql$/g, '').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const commentOf = (query: string): string => /^# (.*)/.exec(query)?.[1] ?? '';

export interface Found {
  readonly values: Values;
  /** Whether every configured source answered. */
  readonly isComplete: boolean;
}

/**
 * Finds values for the variables with queries to the graph itself. `nowMs` is the time that the data is about. The values
 * are of the last whole week before it or, if that has no data, of the latest week that has. A value is empty if its source
 * did not answer.
 */
export async function findValues(
  engine: Pick<Engine, 'execute'>,
  contextValue: RequestContext,
  nowMs: number,
): Promise<Found> {
  let isComplete = true;
  const run: Run = async (query, variables) => {
    const { data, errors = [] } = await engine.execute<Findings>(query, variables, contextValue);
    if (errors.some(isFailure)) isComplete = false;
    return data ?? {};
  };
  const look = async (range: Week): Promise<Look> => ({ range, findings: await run(FIND_EXAMPLES, { range }) });

  const lastWeek = await look(lastWholeWeek(nowMs));
  const found = isEmpty(lastWeek) ? await lookBack(look, await weeksWithData(run, nowMs)) : lastWeek;
  return { values: valuesOf(found ?? lastWeek), isComplete };
}

/** The values while nothing is known of the data. */
export const emptyValues = (nowMs: number): Values => valuesOf({ range: lastWholeWeek(nowMs), findings: {} });

type Run = (query: string, variables: object) => Promise<Findings>;

/** From Monday to Monday. */
interface Week {
  readonly from: string;
  readonly to: string;
}

interface Look {
  readonly range: Week;
  readonly findings: Findings;
}

/** Whether a source gave no answer, and may give one the next time. A row that cannot be read stays unreadable. */
function isFailure({ extensions = {} }: GraphQLFormattedError): boolean {
  const { row } = (extensions.teamgraph ?? {}) as { readonly row?: number };
  return extensions.code !== 'SOURCE_NOT_CONFIGURED' && row === undefined;
}

const FIND_EXAMPLES = /* GraphQL */ `
  query FindExamples($range: DateTimeRange!) {
    users(first: 100) { nodes { id email identities { source } } }
    periods(range: $range, first: 1) { nodes { id actions(first: 1) { nodes { id } } } }
    ever: periods(first: 1) { nodes { id } }
    bookings(filter: { range: $range }, first: 1) { nodes { id } }
  }
`;
/** Costs no call for the periods themselves: FIND_EXAMPLES has read them. */
const FIND_PERIODS = /* GraphQL */ `
  query FindPeriods($after: String) {
    begun: periods(first: 100, after: $after) { nodes { start } pageInfo { hasNextPage endCursor } }
  }
`;
const FIND_BOOKING = /* GraphQL */ `
  query FindBooking($range: DateTimeRange!) {
    latest: bookings(filter: { range: $range }, orderBy: { field: START, direction: DESC }, first: 1) { nodes { start } }
  }
`;

interface Nodes<Node> {
  readonly nodes: readonly Node[];
}

/** A part is missing if its source did not answer. */
interface Findings {
  readonly users?: Nodes<{
    readonly id: string;
    readonly email: string | null;
    readonly identities: readonly unknown[];
  }> | null;
  readonly periods?: Nodes<{ readonly id: string; readonly actions: Nodes<{ readonly id: string }> | null }> | null;
  readonly ever?: Nodes<{ readonly id: string }> | null;
  readonly bookings?: Nodes<{ readonly id: string }> | null;
  readonly begun?:
    | (Nodes<Started> & { readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null } })
    | null;
  readonly latest?: Nodes<Started> | null;
}

interface Started {
  readonly start: string | null;
}

const periodOf = ({ findings }: Look) => findings.periods?.nodes[0];

const actionOf = (look: Look) => periodOf(look)?.actions?.nodes[0];

const isEmpty = (look: Look): boolean => !actionOf(look) && !look.findings.bookings?.nodes.length;

/** How many weeks are examined. Each costs a call for its bookings and one for the actions of a period. */
const MAX_WEEKS = 3;
const MAX_PAGES = 20;
/** How old a booking may be: five years. */
const MAX_AGE_MS = 5 * 365 * 24 * 60 * 60_000;

/** The first of these weeks that has an action, else the first that has any data. */
async function lookBack(look: (week: Week) => Promise<Look>, weeks: readonly Week[]): Promise<Look | undefined> {
  let other: Look | undefined;
  for (const week of weeks) {
    const found = await look(week);
    if (actionOf(found)) return found;
    if (!isEmpty(found)) other ??= found;
  }
  return other;
}

/** The latest weeks in which a period began or, without periods, the week of the latest booking. The latest first. */
async function weeksWithData(run: Run, nowMs: number): Promise<Week[]> {
  const starts: string[] = [];
  let after: string | null | undefined;
  for (let page = 0; page < MAX_PAGES && after !== null; page += 1) {
    const { begun } = await run(FIND_PERIODS, { after });
    starts.push(...startsOf(begun));
    after = begun?.pageInfo.hasNextPage ? begun.pageInfo.endCursor : null;
  }
  const hasBegun = (start: string): boolean => Date.parse(start) <= nowMs;
  if (!starts.some(hasBegun)) {
    const { latest } = await run(FIND_BOOKING, {
      range: { from: new Date(nowMs - MAX_AGE_MS).toISOString(), to: new Date(nowMs).toISOString() },
    });
    starts.push(...startsOf(latest));
  }
  const mondays = new Set(starts.filter(hasBegun).map((start) => mondayOf(Date.parse(start))));
  return [...mondays]
    .sort((a, b) => b - a)
    .slice(0, MAX_WEEKS)
    .map(weekFrom);
}

const startsOf = (found: Nodes<Started> | null | undefined): string[] =>
  (found?.nodes ?? []).map(({ start }) => start).filter((start) => start !== null);

/** A value for each variable of the examples: the person in most sources, and the data of the range. */
function valuesOf(look: Look): Values {
  const { range, findings } = look;
  const people = findings.users?.nodes.filter(({ email }) => email !== null) ?? [];
  const [person] = people.sort((a, b) => b.identities.length - a.identities.length);
  const period = periodOf(look) ?? findings.ever?.nodes[0];
  const nodes = [person, period, actionOf(look), findings.bookings?.nodes[0]].filter((node) => node !== undefined);
  return {
    range,
    filter: { range },
    timeZone: 'UTC',
    email: person?.email ?? '',
    id: period?.id ?? '',
    ids: nodes.map(({ id }) => id),
  };
}

const DAY_MS = 24 * 60 * 60_000;

const lastWholeWeek = (nowMs: number): Week => weekFrom(mondayOf(nowMs) - 7 * DAY_MS);

/** The Monday 00:00 UTC before a time, in milliseconds since the epoch. */
function mondayOf(ms: number): number {
  const sinceMonday = (new Date(ms).getUTCDay() + 6) % 7;
  return Math.floor(ms / DAY_MS) * DAY_MS - sinceMonday * DAY_MS;
}

const weekFrom = (mondayMs: number): Week => ({
  from: new Date(mondayMs).toISOString(),
  to: new Date(mondayMs + 7 * DAY_MS).toISOString(),
});
