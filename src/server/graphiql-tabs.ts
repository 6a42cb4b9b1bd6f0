/** The canonical queries as ready tabs, with variables that are there in the data that is served. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ApolloServer } from '@apollo/server';
import type { RequestContext } from './request-context.ts';

const EXAMPLES_FOLDER = new URL('../../examples/', import.meta.url);

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

/**
 * Asks the graph itself what there is to ask about, as one query would. `nowMs` is the time that the data is about.
 * Rejects where a source that is configured could not tell.
 */
export async function findValues(
  graphql: ApolloServer<RequestContext>,
  contextValue: RequestContext,
  nowMs: number,
): Promise<Values> {
  const range = lastWholeWeek(nowMs);
  const { body } = await graphql.executeOperation<Findings>(
    { query: FIND_EXAMPLES, variables: { range } },
    { contextValue },
  );
  const { data, errors = [] } = body.kind === 'single' ? body.singleResult : {};
  if (errors.some(({ extensions }) => extensions?.code !== NOT_CONFIGURED)) throw new Error('a source could not tell');
  return valuesOf(range, data ?? {});
}

const NOT_CONFIGURED = 'SOURCE_NOT_CONFIGURED';

/** Values for as long as nothing is known. */
export const emptyValues = (nowMs: number): Values => valuesOf(lastWholeWeek(nowMs), {});

const FIND_EXAMPLES = /* GraphQL */ `
  query FindExamples($range: DateTimeRange!) {
    users(first: 100) { nodes { id email identities { source } } }
    lastWeek: periods(range: $range, first: 1) { nodes { id actions(first: 1) { nodes { id } } } }
    ever: periods(first: 1) { nodes { id } }
    bookings(filter: { range: $range }, first: 1) { nodes { id } }
  }
`;

interface Found<Node> {
  readonly nodes: readonly Node[];
}

/** Each part is missing where its source could not tell. */
interface Findings {
  readonly users?: Found<{
    readonly id: string;
    readonly email: string | null;
    readonly identities: readonly unknown[];
  }> | null;
  readonly lastWeek?: Found<{ readonly id: string; readonly actions: Found<{ readonly id: string }> | null }> | null;
  readonly ever?: Found<{ readonly id: string }> | null;
  readonly bookings?: Found<{ readonly id: string }> | null;
}

/** A value for each variable of the examples: the person whom most sources know, and what there was in the range. */
function valuesOf(range: object, { users, lastWeek, ever, bookings }: Findings): Values {
  const people = users?.nodes.filter(({ email }) => email !== null) ?? [];
  const [person] = people.sort((a, b) => b.identities.length - a.identities.length);
  const period = lastWeek?.nodes[0] ?? ever?.nodes[0];
  const action = lastWeek?.nodes[0]?.actions?.nodes[0];
  const things = [person, period, action, bookings?.nodes[0]].filter((thing) => thing !== undefined);
  return {
    range,
    filter: { range },
    timeZone: 'UTC',
    email: person?.email ?? '',
    id: period?.id ?? '',
    ids: things.map(({ id }) => id),
  };
}

/** From Monday to Monday, UTC, the latest week that is over. */
function lastWholeWeek(nowMs: number): { from: string; to: string } {
  const day = 24 * 60 * 60_000;
  const sinceMonday = (new Date(nowMs).getUTCDay() + 6) % 7;
  const monday = Math.floor(nowMs / day) * day - sinceMonday * day;
  return { from: new Date(monday - 7 * day).toISOString(), to: new Date(monday).toISOString() };
}
