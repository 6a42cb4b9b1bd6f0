/** The canonical queries as ready tabs, with variables that are there in the data that is served. */
import { readdirSync, readFileSync } from 'node:fs';
import type { GraphQLFormattedError } from 'graphql';
import type { Engine } from '../../graphql/engine.ts';
import type { RequestContext } from '../../graphql/request-context.ts';

const EXAMPLES_FOLDER = new URL('../../../examples/', import.meta.url);

export type Values = Readonly<Record<string, unknown>>;

interface Tab {
  readonly title: string;
  readonly query: string;
  /** JSON. */
  readonly variables: string;
}

/** The tabs, with these values for the variables that the queries declare. */
export function readyTabs(values: Values): Tab[] {
  return readdirSync(EXAMPLES_FOLDER)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => {
      const query = readFileSync(new URL(file, EXAMPLES_FOLDER), 'utf8');
      const declared = [...query.matchAll(/\$(\w+)\s*:/g)].map(([, name = '']) => name);
      const variables = declared.filter((name) => name in values).map((name) => [name, values[name]]);
      return { title: file, query, variables: JSON.stringify(Object.fromEntries(variables), null, 2) };
    });
}

/** What could be found out. */
export interface Found {
  readonly values: Values;
  /** Whether every source that is configured told what it has. */
  readonly isComplete: boolean;
}

/**
 * Asks the graph itself what there is to ask about, as one query would. `nowMs` is the time that the data is about; where
 * the last whole week before it has nothing, the values are those of the latest week that has. What a source could not
 * tell is empty.
 */
export async function findValues(
  engine: Pick<Engine, 'execute'>,
  contextValue: RequestContext,
  nowMs: number,
): Promise<Found> {
  let isComplete = true;
  const ask: Ask = async (query, variables) => {
    const { data, errors = [] } = await engine.execute<Findings>(query, variables, contextValue);
    if (errors.some(isFailure)) isComplete = false;
    return data ?? {};
  };
  const look = async (range: Week): Promise<Look> => ({ range, findings: await ask(FIND_EXAMPLES, { range }) });

  const lastWeek = await look(lastWholeWeek(nowMs));
  const found = isEmpty(lastWeek) ? await lookBack(look, await weeksWithData(ask, nowMs)) : lastWeek;
  return { values: valuesOf(found ?? lastWeek), isComplete };
}

/** Values for as long as nothing is known. */
export const emptyValues = (nowMs: number): Values => valuesOf({ range: lastWholeWeek(nowMs), findings: {} });

type Ask = (query: string, variables: object) => Promise<Findings>;

/** From Monday to Monday. */
interface Week {
  readonly from: string;
  readonly to: string;
}

interface Look {
  readonly range: Week;
  readonly findings: Findings;
}

/** A row that cannot be read cannot be read the next time either. */
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
/** Costs at most one call, for the periods were asked for already. */
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

/** Each part is missing where its source could not tell. */
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
    | (Nodes<Begun> & { readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null } })
    | null;
  readonly latest?: Nodes<Begun> | null;
}

interface Begun {
  readonly start: string | null;
}

const periodOf = ({ findings }: Look) => findings.periods?.nodes[0];

const actionOf = (look: Look) => periodOf(look)?.actions?.nodes[0];

const isEmpty = (look: Look): boolean => !actionOf(look) && !look.findings.bookings?.nodes.length;

/** How many weeks are looked at, each for a call for its bookings and one for the actions of a period. */
const MOST_WEEKS = 3;
const MOST_PAGES = 20;
/** How old a booking is looked for: five years. */
const LONGEST_AGO_MS = 5 * 365 * 24 * 60 * 60_000;

/** The first of these weeks in which something was done, else the first that has anything. */
async function lookBack(look: (week: Week) => Promise<Look>, weeks: readonly Week[]): Promise<Look | undefined> {
  let other: Look | undefined;
  for (const week of weeks) {
    const found = await look(week);
    if (actionOf(found)) return found;
    if (!isEmpty(found)) other ??= found;
  }
  return other;
}

/** The latest weeks in which a period began; where there is no period, that of the latest booking. The latest first. */
async function weeksWithData(ask: Ask, nowMs: number): Promise<Week[]> {
  const starts: string[] = [];
  let after: string | null | undefined;
  for (let page = 0; page < MOST_PAGES && after !== null; page += 1) {
    const { begun } = await ask(FIND_PERIODS, { after });
    starts.push(...startsOf(begun));
    after = begun?.pageInfo.hasNextPage ? begun.pageInfo.endCursor : null;
  }
  const isBegun = (start: string): boolean => Date.parse(start) <= nowMs;
  if (!starts.some(isBegun)) {
    const { latest } = await ask(FIND_BOOKING, {
      range: { from: new Date(nowMs - LONGEST_AGO_MS).toISOString(), to: new Date(nowMs).toISOString() },
    });
    starts.push(...startsOf(latest));
  }
  const mondays = new Set(starts.filter(isBegun).map((start) => mondayOf(Date.parse(start))));
  return [...mondays]
    .sort((a, b) => b - a)
    .slice(0, MOST_WEEKS)
    .map(weekFrom);
}

const startsOf = (found: Nodes<Begun> | null | undefined): string[] =>
  (found?.nodes ?? []).map(({ start }) => start).filter((start) => start !== null);

/** A value for each variable of the examples: the person whom most sources know, and what there was in the range. */
function valuesOf(look: Look): Values {
  const { range, findings } = look;
  const people = findings.users?.nodes.filter(({ email }) => email !== null) ?? [];
  const [person] = people.sort((a, b) => b.identities.length - a.identities.length);
  const period = periodOf(look) ?? findings.ever?.nodes[0];
  const things = [person, period, actionOf(look), findings.bookings?.nodes[0]].filter((thing) => thing !== undefined);
  return {
    range,
    filter: { range },
    timeZone: 'UTC',
    email: person?.email ?? '',
    id: period?.id ?? '',
    ids: things.map(({ id }) => id),
  };
}

const DAY_MS = 24 * 60 * 60_000;

const lastWholeWeek = (nowMs: number): Week => weekFrom(mondayOf(nowMs) - 7 * DAY_MS);

/** When the week of a time began, UTC. */
function mondayOf(ms: number): number {
  const sinceMonday = (new Date(ms).getUTCDay() + 6) % 7;
  return Math.floor(ms / DAY_MS) * DAY_MS - sinceMonday * DAY_MS;
}

const weekFrom = (mondayMs: number): Week => ({
  from: new Date(mondayMs).toISOString(),
  to: new Date(mondayMs + 7 * DAY_MS).toISOString(),
});
