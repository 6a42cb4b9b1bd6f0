/** What the resolvers of one request share: loaders, people, and errors beside data. */
import type { GraphQLResolveInfo } from 'graphql';
import type { Scope } from '../config/values.ts';
import { type Source, SourceError } from '../errors.ts';
import type { People } from '../people/people.ts';
import type { PeopleFileHealth } from '../people/people-file.ts';
import type { AloLoaders } from '../sources/alo/loaders.ts';
import type { CalcomLoaders } from '../sources/calcom/loaders.ts';
import type { Plan } from '../sources/demand.ts';
import type { Health, RateLimit } from '../sources/index.ts';
import type { SaleshandyLoaders } from '../sources/saleshandy/loaders.ts';
import type { Awaitable } from '../time/ready.ts';
import type { Slices } from '../time/slices.ts';

interface SourceReport {
  readonly source: Source;
  /** Null if the source is not configured. */
  readonly health: Health | null;
}

interface SourceRateLimit extends RateLimit {
  readonly source: Source;
}

/** A value that several fields of a request need. The key is unique to it. */
interface Computation<Answer> {
  readonly key: string;
  answer(): Awaitable<Answer>;
}

export interface Context {
  /** The loaders of a source. Each throws a `SourceError` (NOT_CONFIGURED) if its source is not configured. */
  calcom(): CalcomLoaders;
  alo(): AloLoaders;
  saleshandy(): SaleshandyLoaders;
  readonly configured: ReadonlySet<Source>;
  /** The name of the caller; null where no authentication is required. An answer that read it is not kept. */
  callerName(): string | null;
  /** The scopes of the caller. */
  readonly scopes: ReadonlySet<Scope>;
  /** The people themselves, once the request has gathered them: use `whenReady`. */
  people(): Awaitable<People>;
  /** The names in all ALO actions that this request reads. Resolves when no read is in progress. */
  aloNamesRead(): Promise<ReadonlySet<string>>;
  /**
   * The start of the present minute, in milliseconds since the epoch: by the server's clock, or the sandbox's own. An answer that
   * read it is not kept beyond this minute.
   */
  minute(): number;
  /** Counts the work of the request, and yields to other requests. */
  readonly slices: Slices;
  /** Computes a value once for the whole request. */
  computeOnce<Answer>(question: Computation<Answer>): Awaitable<Answer>;
  /** Null if no people file is configured. */
  readonly peopleFile: PeopleFileHealth | null;
  sourceReports(): readonly SourceReport[];
  /** Of the configured sources, as they were when they were first asked for. */
  rateLimits(): readonly SourceRateLimit[];
  /** The upstream calls that the query may make, made once. Throws an Error before the engine knows the operation. */
  plan(): Promise<Plan>;
  /** Adds an error for a part of a field, such as one row of a list. The field keeps its data. */
  reportPart(info: GraphQLResolveInfo, error: SourceError): void;
}

/** The largest number of rows of a list with an error of their own. */
const MAX_ROW_ERRORS = 25;

/**
 * Adds an error for each row of a list that could not be read, at most `MAX_ROW_ERRORS`, and one with the number of further
 * rows.
 */
export function reportRows(
  context: Context,
  info: GraphQLResolveInfo,
  source: Source,
  unreadable: readonly number[],
): void {
  if (unreadable.length === 0) return;
  const rows = [...new Set(unreadable)];
  for (const row of rows.slice(0, MAX_ROW_ERRORS)) {
    context.reportPart(info, new SourceError(source, 'CONTRACT', { row }));
  }
  const moreRows = rows.length - MAX_ROW_ERRORS;
  if (moreRows > 0) context.reportPart(info, new SourceError(source, 'CONTRACT', { moreRows }));
}
