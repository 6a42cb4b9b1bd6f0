/**
 * What one request may ask of Saleshandy, and how those questions share calls:
 *
 * | question                          | calls                                                              |
 * |-----------------------------------|--------------------------------------------------------------------|
 * | a user's figures, the team's      | one a report for every 250 members, whoever is asked for           |
 * | the same where rows name nobody   | one more for each user asked for, unless it could prove nothing    |
 * | members                           | none once they are kept                                            |
 *
 * A report is told apart by type, range and way of counting. It is always read for the whole roster: that is one call
 * as well, the same for everybody, and it is enough however deep in a query the next user turns up.
 */
import { isDeepStrictEqual } from 'node:util';
import { SourceError } from '../../errors.ts';
import { memoizeBy } from '../../provenance.ts';
import type { Endpoint, Read } from '../../upstream/endpoint.ts';
import { foldEmail, foldText, type Roster } from '../values.ts';
import { readChunk, type StatsRequest } from './chunk.ts';
import { emailStatsEndpoint, prospectStatsEndpoint, type StatsQuery } from './client.ts';
import type { EmailMetric, EmailStats, ProspectMetric, ProspectStats, SaleshandyMember, StatsRow } from './model.ts';
import { createPlace, type Place } from './placing.ts';
import type { StatsPage } from './wire.ts';

/** Members of one call. The vendor states no maximum; a shorter page is followed by the next. */
const CHUNK = 250;

export type { StatsRequest };

/** The figures of the whole team. */
export interface StatsReport<Metric extends string> {
  /** By Saleshandy id; rows that name nobody come last, with a null id. */
  readonly rows: readonly StatsRow<Metric>[];
  /** The positions of the rows that could not be read. */
  readonly rejected: readonly number[];
  /** False where Saleshandy may hold more than was read. */
  readonly complete: boolean;
}

export interface SaleshandyLoaders {
  members(): Promise<Roster<SaleshandyMember>>;
  /** The figures of one member; null if there is no row for them. */
  prospectStatsOf(userId: string, request: StatsRequest): Promise<ProspectStats | null>;
  emailStatsOf(userId: string, request: StatsRequest): Promise<EmailStats | null>;
  prospectReport(request: StatsRequest): Promise<StatsReport<ProspectMetric>>;
  emailReport(request: StatsRequest): Promise<StatsReport<EmailMetric>>;
}

export function createSaleshandyLoaders(
  members: () => Promise<Roster<SaleshandyMember>>,
  read: Read,
): SaleshandyLoaders {
  const prospects = createReports(prospectStatsEndpoint, members, read);
  const emails = createReports(emailStatsEndpoint, members, read);
  return {
    members,
    prospectStatsOf: prospects.rowOf,
    emailStatsOf: emails.rowOf,
    prospectReport: prospects.report,
    emailReport: emails.report,
  };
}

function createReports<Metric extends string>(
  endpoint: Endpoint<StatsQuery, StatsPage<Metric>>,
  members: () => Promise<Roster<SaleshandyMember>>,
  read: Read,
) {
  type Row = StatsRow<Metric>;
  type Report = StatsReport<Metric>;
  const reports = memoizeBy(readReport, ({ range, countBy }: StatsRequest) => JSON.stringify([range, countBy]));

  async function readReport(request: StatsRequest) {
    const directory = await members();
    const roster = [...directory.rows].sort((a, b) => (a.userId < b.userId ? -1 : 1));
    const reading = { endpoint, read, place: createPlace(roster) };
    const chunks = Array.from({ length: Math.ceil(roster.length / CHUNK) }, (_, index) =>
      roster.slice(index * CHUNK, (index + 1) * CHUNK),
    );
    const parts = await Promise.all(chunks.map((chunk) => readChunk(chunk, request, reading)));
    const rows = parts.flatMap((part) => part.rows);
    // Every row that came has ids, and nobody here has any of them: theirs are of another kind than the directory's.
    if (rows.length === 0 && parts.some(({ hasStrangers }) => hasStrangers)) {
      throw new SourceError('SALESHANDY', 'CONTRACT', { detail: 'no row has the id or the e-mail of a member' });
    }
    const byMember = new Map(rows.map((row) => [row.userId, row]));
    const differing = parts
      .flatMap(({ ofOthers }) => ofOthers)
      .filter((row) => !isDeepStrictEqual(row, byMember.get(row.userId)))
      .flatMap(({ userId }) => userId ?? []);
    const isBroken = differing.length > 0 || parts.some((part) => part.isBroken);
    const isWhole = directory.wasWhole && directory.rejected.length === 0;
    const complete = isWhole && !isBroken && parts.every((part) => part.complete);
    const unnamedRows = parts.map((part) => part.rows.filter((row) => row.userId === null));
    const unnamed = complete ? unnamedRows.flat() : mostOfEach(unnamedRows);
    const report: Report = {
      rows: [...rows.filter((row) => row.userId !== null), ...unnamed],
      rejected: parts.flatMap((part) => part.rejected),
      complete,
    };
    return {
      report,
      byMember,
      isBroken,
      contradicted: new Set([...differing, ...parts.flatMap((part) => [...part.contradicted])]),
      unnamedOf:
        unnamed.length === 0 ? async () => null : createUnnamed({ rows, roster, isWhole }, request, reading.place),
    };
  }

  async function rowOf(userId: string, request: StatsRequest): Promise<Row | null> {
    const { report, byMember, isBroken, contradicted, unnamedOf } = await reports(request);
    const row = byMember.get(userId);
    if (row && !contradicted.has(userId)) return row;
    if (row || isBroken) throw new SourceError('SALESHANDY', 'CONTRACT', { row: report.rejected[0] });
    return unnamedOf(userId);
  }

  /**
   * Whose the rows of a report are that name nobody: the only row of a call for one member is that member's, where it can
   * be nobody else's. Throws where that cannot be told.
   */
  function createUnnamed({ rows, roster, isWhole }: Unnamed<Metric>, request: StatsRequest, place: Place) {
    const isAlone = roster.length === 1 && isWhole;
    const byId = new Map(roster.map((member) => [member.userId, member]));
    // A call for one that brings as many rows as that for everybody proves nothing; and where Saleshandy names its rows,
    // one without a name is no member's.
    const mayProve = isAlone || (rows.length > 1 && rows.every((row) => row.userId === null));
    const times = countsOf(rows.map(contentOf));
    const owners = new Map<string, Set<string>>();
    const readOnly = memoizeBy(
      async (member: SaleshandyMember): Promise<Row | null> => {
        const [only, ...others] = (await readChunk([member], request, { endpoint, read, place })).rows;
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
      // What is asked of others shows whether they are given the same.
      await Promise.allSettled(readings);
      const content = row && contentOf(row);
      if (content !== null && (owners.get(content)?.size ?? 0) > Math.max(1, times.get(content) ?? 0)) {
        throw new SourceError('SALESHANDY', 'CONTRACT');
      }
      return row;
    };
  }

  return { rowOf, report: async (request: StatsRequest): Promise<Report> => (await reports(request)).report };
}

/** A report with rows that name nobody. */
interface Unnamed<Metric extends string> {
  readonly rows: readonly StatsRow<Metric>[];
  readonly roster: readonly SaleshandyMember[];
  /** Whether the roster is all members. */
  readonly isWhole: boolean;
}

/** Whether a row without an id says nothing that the directory contradicts. */
const mayBeOf = (row: StatsRow<string>, member: SaleshandyMember): boolean =>
  isSame(row.email, member.email, foldEmail) && isSame(row.name, member.name, foldName);

const isSame = (a: string | null, b: string | null, fold: (text: string) => string): boolean =>
  a === null || b === null || fold(a) === fold(b);

const foldName = (name: string): string => foldText(name).trim().replace(/\s+/g, ' ');

/** What tells a row from another that names nobody either. */
const contentOf = ({ name, email, metrics }: StatsRow<string>): string => JSON.stringify([name, email, metrics]);

/** Of several answers, which may each have the rows of all: those of one content as often as the answer that has most. */
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
