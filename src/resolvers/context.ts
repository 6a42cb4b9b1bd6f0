/** What every resolver of one request shares: the sources, the people, and the errors of parts that data stands beside. */
import type { GraphQLResolveInfo } from 'graphql';
import type { Scope } from '../config/values.ts';
import { type Source, SourceError } from '../errors.ts';
import type { People } from '../people/people.ts';
import type { PeopleFileHealth } from '../people/people-file.ts';
import type { AloLoaders } from '../sources/alo/loaders.ts';
import type { CalcomLoaders } from '../sources/calcom/loaders.ts';
import type { Health } from '../sources/index.ts';
import type { SaleshandyLoaders } from '../sources/saleshandy/loaders.ts';
import type { Slices } from '../time/slices.ts';

interface SourceReport {
  readonly source: Source;
  /** Null where the source is not configured. */
  readonly health: Health | null;
}

/** Something that several fields of a request want to know, under a key that tells it from everything else. */
interface SharedQuestion<Answer> {
  readonly key: string;
  answer(): Promise<Answer>;
}

export interface Context {
  /** Each throws a `SourceError` (NOT_CONFIGURED) where its source is not configured. */
  calcom(): CalcomLoaders;
  alo(): AloLoaders;
  saleshandy(): SaleshandyLoaders;
  readonly configured: ReadonlySet<Source>;
  /** What the caller may see beside what every caller may. */
  readonly scopes: ReadonlySet<Scope>;
  people(): Promise<People>;
  /** The names in all of ALO's actions that are read for this request; waits until nothing is being read. */
  aloNamesRead(): Promise<ReadonlySet<string>>;
  /** Counts the work of the request. */
  readonly slices: Slices;
  /** Answers a question once for the whole request. */
  shared<Answer>(question: SharedQuestion<Answer>): Promise<Answer>;
  /** Null where no people file is set. */
  readonly peopleFile: PeopleFileHealth | null;
  sourceReports(): readonly SourceReport[];
  /** Adds an error for a part of a field that stands without it, such as one row of a list. */
  reportPart(info: GraphQLResolveInfo, error: SourceError): void;
}

/** More rows of a list than these are told as a number. */
const MOST_ROW_ERRORS = 25;

/** Reports the rows of a list that could not be read: the first one by one, and how many more there are. */
export function reportRows(
  context: Context,
  info: GraphQLResolveInfo,
  source: Source,
  rejected: readonly number[],
): void {
  const rows = [...new Set(rejected)];
  for (const row of rows.slice(0, MOST_ROW_ERRORS)) {
    context.reportPart(info, new SourceError(source, 'CONTRACT', { row }));
  }
  const moreRows = rows.length - MOST_ROW_ERRORS;
  if (moreRows > 0) context.reportPart(info, new SourceError(source, 'CONTRACT', { moreRows }));
}
