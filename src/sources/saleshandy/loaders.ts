/**
 * What one request may read of Saleshandy, and which reads share calls:
 *
 * | read                                   | calls                                                           |
 * |----------------------------------------|-----------------------------------------------------------------|
 * | figures of a user or of the team       | one for every 250 members, for each report                      |
 * | figures of a user if rows are unnamed  | one more for that user, unless its answer could prove nothing   |
 * | members                                | none while the directory has them                               |
 *
 * A report is identified by type, range and `countBy`. It is always read for all members, so that it serves every user of
 * the query.
 */
import { isDeepStrictEqual } from 'node:util';
import { SourceError } from '../../errors.ts';
import { oncePerObject } from '../../once.ts';
import { memoizeBy, memoizeReadyBy } from '../../provenance.ts';
import type { AsOfMinute } from '../../time/present.ts';
import { type Awaitable, whenReady } from '../../time/ready.ts';
import type { Endpoint, Read } from '../../upstream/endpoint.ts';
import { foldEmail, foldText } from '../folding.ts';
import { jsonOf } from '../keys.ts';
import type { Roster } from '../rosters.ts';
import { readChunk, type StatsRequest } from './chunk.ts';
import { emailStatsEndpoint, prospectStatsEndpoint, type StatsParameters } from './client.ts';
import type { EmailMetric, EmailStats, ProspectMetric, ProspectStats, SaleshandyMember, StatsRow } from './model.ts';
import { createFindOwner, type FindOwner } from './row-owners.ts';
import type { StatsPage } from './wire.ts';

/** Members of one call. The vendor documents no maximum; if it sends shorter pages, the next page is read. */
export const CHUNK = 250;

export type { StatsRequest };

/** The figures of the whole team. */
export interface StatsReport<Metric extends string> {
  /** By Saleshandy id. Unnamed rows come last, with a null id. */
  readonly rows: readonly StatsRow<Metric>[];
  /** The positions of the rows that could not be read. */
  readonly unreadable: readonly number[];
  /** False if Saleshandy may have more rows. */
  readonly complete: boolean;
}

/** The reads of one request. Each may throw a `SourceError`. */
export interface SaleshandyLoaders {
  members(): Promise<Roster<SaleshandyMember>>;
  /** The figures of one member; null if the report has no row for them. Throws if that cannot be known. */
  prospectStatsOf(userId: string, request: StatsRequest): Awaitable<ProspectStats | null>;
  emailStatsOf(userId: string, request: StatsRequest): Awaitable<EmailStats | null>;
  prospectReport(request: StatsRequest): Awaitable<StatsReport<ProspectMetric>>;
  emailReport(request: StatsRequest): Awaitable<StatsReport<EmailMetric>>;
}

/** Makes the loaders of one request. `read` makes equal reads once. */
export function createSaleshandyLoaders(
  members: () => Promise<Roster<SaleshandyMember>>,
  read: Read,
  asOfMinute: AsOfMinute,
): SaleshandyLoaders {
  const prospects = createReports(prospectStatsEndpoint, members, read, asOfMinute);
  const emails = createReports(emailStatsEndpoint, members, read, asOfMinute);
  return {
    members,
    prospectStatsOf: prospects.rowOf,
    emailStatsOf: emails.rowOf,
    prospectReport: prospects.report,
    emailReport: emails.report,
  };
}

function createReports<Metric extends string>(
  endpoint: Endpoint<StatsParameters, StatsPage<Metric>>,
  members: () => Promise<Roster<SaleshandyMember>>,
  read: Read,
  asOfMinute: AsOfMinute,
) {
  type Row = StatsRow<Metric>;
  type Report = StatsReport<Metric>;
  const reports = memoizeReadyBy(readReport, jsonOf);
  return { rowOf, report: (request: StatsRequest) => whenReady(reports(request), ({ report }) => report) };

  function rowOf(userId: string, request: StatsRequest): Awaitable<Row | null> {
    return whenReady(reports(request), ({ report, byMember, isBroken, contradicted, unnamedOf }) => {
      const row = byMember.get(userId);
      if (row && !contradicted.has(userId)) return row;
      if (row || isBroken) throw new SourceError('SALESHANDY', 'CONTRACT', { row: report.unreadable[0] });
      return unnamedOf(userId);
    });
  }

  async function readReport(selected: StatsRequest) {
    const request = { ...selected, range: asOfMinute(selected.range) };
    const directory = await members();
    const { roster, chunks, findOwner } = ownersIn(directory);
    const reading = { endpoint, read, findOwner };
    const parts = await Promise.all(chunks.map((chunk) => readChunk(chunk, request, reading)));
    const rows = parts.flatMap((part) => part.rows);
    // No member has any id of these rows: their ids are of another kind than the directory's.
    if (rows.length === 0 && parts.some(({ hasStrangers }) => hasStrangers)) {
      throw new SourceError('SALESHANDY', 'CONTRACT', { detail: 'no row has the id or the e-mail of a member' });
    }
    const byMember = new Map(rows.map((row) => [row.userId, row]));
    const differing = parts
      .flatMap(({ ofOthers }) => ofOthers)
      .filter((row) => !isDeepStrictEqual(row, byMember.get(row.userId)))
      .flatMap(({ userId }) => userId ?? []);
    const isBroken = differing.length > 0 || parts.some((part) => part.isBroken);
    const isWhole = directory.wasWhole && directory.unreadable.length === 0;
    const complete = isWhole && !isBroken && parts.every((part) => part.complete);
    const unnamedRows = parts.map((part) => part.rows.filter((row) => row.userId === null));
    const unnamed = complete ? unnamedRows.flat() : mostOfEach(unnamedRows);
    const report: Report = {
      rows: [...rows.filter((row) => row.userId !== null), ...unnamed],
      unreadable: parts.flatMap((part) => part.unreadable),
      complete,
    };
    return {
      report,
      byMember,
      isBroken,
      contradicted: new Set([...differing, ...parts.flatMap((part) => [...part.contradicted])]),
      unnamedOf: unnamed.length === 0 ? () => null : createUnnamed({ rows, roster, isWhole }, request, findOwner),
    };
  }

  /**
   * Finds a member's row in a report with unnamed rows: the only row of a call for one member belongs to that member, unless
   * it may belong to another. Throws a CONTRACT error if that cannot be known.
   */
  function createUnnamed({ rows, roster, isWhole }: Unnamed<Metric>, request: StatsRequest, findOwner: FindOwner) {
    const byId = new Map(roster.map((member) => [member.userId, member]));
    const mayProve = mayProveOwners({ rows, roster, isWhole });
    const times = countsOf(rows.map(contentOf));
    const owners = new Map<string, Set<string>>();
    const readOnly = memoizeBy(
      async (member: SaleshandyMember): Promise<Row | null> => {
        const [only, ...others] = (await readChunk([member], request, { endpoint, read, findOwner })).rows;
        if (!only) return null;
        if (others.length > 0 || !mayBeOf(only, member)) throw new SourceError('SALESHANDY', 'CONTRACT');
        const content = contentOf(only);
        owners.set(content, (owners.get(content) ?? new Set()).add(member.userId));
        return { ...only, userId: member.userId };
      },
      ({ userId }) => userId,
    );
    const readings = new Set<Promise<unknown>>();

    return async (userId: string): Promise<Row | null> => {
      const member = byId.get(userId);
      if (!member) return null;
      if (!mayProve) throw new SourceError('SALESHANDY', 'CONTRACT');
      const reading = readOnly(member);
      readings.add(reading);
      const row = await reading;
      // The answers for other members show whether they get the same row.
      await Promise.allSettled(readings);
      const content = row && contentOf(row);
      if (content !== null && (owners.get(content)?.size ?? 0) > Math.max(1, times.get(content) ?? 0)) {
        throw new SourceError('SALESHANDY', 'CONTRACT');
      }
      return row;
    };
  }
}

interface Owners {
  /** By Saleshandy id. */
  readonly roster: readonly SaleshandyMember[];
  /** The members of each call. */
  readonly chunks: readonly (readonly SaleshandyMember[])[];
  readonly findOwner: FindOwner;
}

/** The members of a directory as a report needs them, indexed once for all requests that get this directory. */
export const ownersIn = oncePerObject((directory: Roster<SaleshandyMember>): Owners => {
  const roster = directory.rows.toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
  const chunks = Array.from({ length: Math.ceil(roster.length / CHUNK) }, (_, index) =>
    roster.slice(index * CHUNK, (index + 1) * CHUNK),
  );
  return { roster, chunks, findOwner: createFindOwner(roster) };
});

/** A report with unnamed rows. */
interface Unnamed<Metric extends string> {
  readonly rows: readonly StatsRow<Metric>[];
  readonly roster: readonly SaleshandyMember[];
  /** The roster has all members. */
  readonly isWhole: boolean;
}

/**
 * Whether a call for one member may prove whose an unnamed row is. It proves nothing if the call for all brought one row as
 * well. If Saleshandy names some rows, an unnamed row belongs to no member.
 */
export const mayProveOwners = ({ rows, roster, isWhole }: Unnamed<string>): boolean =>
  (roster.length === 1 && isWhole) || (rows.length > 1 && rows.every((row) => row.userId === null));

/** Whether the name and the e-mail of an unnamed row do not contradict the directory. */
const mayBeOf = (row: StatsRow<string>, member: SaleshandyMember): boolean =>
  isSame(row.email, member.email, foldEmail) && isSame(row.name, member.name, foldName);

const isSame = (a: string | null, b: string | null, fold: (text: string) => string): boolean =>
  a === null || b === null || fold(a) === fold(b);

const foldName = (name: string): string => foldText(name).trim().replace(/\s+/g, ' ');

/** Unnamed rows are equal if their content is. */
const contentOf = ({ name, email, metrics }: StatsRow<string>): string => JSON.stringify([name, email, metrics]);

/** Merges answers that may each have the rows of all members: equal rows as often as in the answer that has most of them. */
function mostOfEach<Row extends StatsRow<string>>(answers: readonly (readonly Row[])[]): Row[] {
  const most = new Map<string, readonly Row[]>();
  for (const rows of answers) {
    for (const [content, same] of Map.groupBy(rows, contentOf)) {
      if (same.length > (most.get(content)?.length ?? 0)) most.set(content, same);
    }
  }
  return [...most.values()].flat();
}

function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
