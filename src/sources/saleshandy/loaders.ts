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
import type { Endpoint, Read } from '../../upstream/endpoint.ts';
import { askOnce } from '../../upstream/trail.ts';
import { foldEmail, foldText, lastInstant, positionsOf, type Range, type Roster, type Rows } from '../values.ts';
import { type CountBy, emailStatsEndpoint, prospectStatsEndpoint, type StatsQuery } from './client.ts';
import type { EmailMetric, EmailStats, ProspectMetric, ProspectStats, SaleshandyMember, StatsRow } from './model.ts';
import type { StatsPage } from './wire.ts';

/** Members of one call. The vendor states no maximum; a shorter page is followed by the next. */
const CHUNK = 250;
/** How many pages one chunk may cost. */
const PAGE_CAP = 20;

export interface StatsRequest {
  readonly range: Range;
  readonly countBy: CountBy;
}

/** The figures of the whole team. */
export interface StatsReport<Metric extends string> {
  /** By Saleshandy id; rows that name nobody come last, with a null id. */
  readonly rows: readonly StatsRow<Metric>[];
  /** The positions of the rows that could not be read. */
  readonly rejected: readonly number[];
  /** False where Saleshandy may hold more than was read. */
  readonly complete: boolean;
  /** Whether Saleshandy contradicted itself or sent what could not be read: then who is missing may have a row. */
  readonly isBroken: boolean;
  /** The ids of members whose rows differ. */
  readonly contradicted: ReadonlySet<string>;
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
  const reports = askOnce(readReport, ({ range, countBy }: StatsRequest) => JSON.stringify([range, countBy]));

  async function readReport(request: StatsRequest) {
    const { rows: known, rejected: unread } = await members();
    const roster = [...known].sort((a, b) => (a.userId < b.userId ? -1 : 1));
    const chunks = Array.from({ length: Math.ceil(roster.length / CHUNK) }, (_, index) =>
      roster.slice(index * CHUNK, (index + 1) * CHUNK),
    );
    const parts = await Promise.all(chunks.map((chunk) => readChunk(chunk, request)));
    const rows = parts.flatMap((part) => part.rows);
    const unnamed = rows.filter((row) => row.userId === null);
    const report: Report = {
      rows: [...rows.filter((row) => row.userId !== null), ...unnamed],
      rejected: parts.flatMap((part) => part.rejected),
      complete: unread.length === 0 && parts.every((part) => part.complete),
      isBroken: parts.some((part) => part.isBroken),
      contradicted: new Set(parts.flatMap((part) => [...part.contradicted])),
    };
    return {
      report,
      byMember: new Map(rows.map((row) => [row.userId, row])),
      unnamedOf:
        unnamed.length === 0 ? async () => null : createUnnamed(rows, { rows: roster, rejected: unread }, request),
    };
  }

  /** The figures of these members. Rows of anybody else are left out: Saleshandy may ignore whom it was asked for. */
  async function readChunk(chunk: readonly SaleshandyMember[], { range, countBy }: StatsRequest): Promise<Report> {
    const identify = identifierFor(chunk);
    const rows: Row[] = [];
    const rejected: number[] = [];
    /** The row of each id, and the page that it came on. */
    const known = new Map<string, { readonly row: Row; readonly page: number }>();
    const contradicted = new Set<string>();
    let previous: readonly Row[] = [];
    /** How many rows came, without those that had come on an earlier page. */
    let count = 0;
    let hasMoved = false;
    const ids = new Set(chunk.map(({ userId }) => userId));
    const asked = {
      userIds: [...ids],
      from: range.from.toISOString(),
      to: lastInstant(range).toISOString(),
      countBy,
      // One more than can come, so that a page that is not short says that more was sent than was asked for.
      limit: chunk.length + 1,
    };
    const reportOf = (isWhole: boolean, isBroken: boolean): Report => {
      const ours = rows.filter(({ userId }) => userId === null || ids.has(userId));
      // Without a word on what follows, only a row for everybody tells a short page from one that was cut.
      const complete = (isWhole || ours.length >= chunk.length) && !isBroken;
      return { rows: ours, rejected, complete, isBroken, contradicted };
    };
    for (let page = 1; page <= PAGE_CAP; page++) {
      const answer = await read(endpoint, { ...asked, page });
      const came = answer.rows.map(identify);
      const isNew = ({ userId }: Row): boolean => (known.get(userId ?? '')?.page ?? page) === page;
      const fresh = came.filter(isNew).length;
      const slots = came.length + answer.rejected.length;
      const isRepeat = page > 1 && ((fresh === 0 && came.length > 0) || isDeepStrictEqual(came, previous));
      previous = came;
      const offset = (page - 1) * asked.limit;
      const positions = positionsOf(answer);
      for (const [index, row] of came.entries()) {
        const other = row.userId === null ? undefined : known.get(row.userId)?.row;
        if (other && row.userId !== null && !isDeepStrictEqual(row, other)) {
          contradicted.add(row.userId);
          rejected.push(offset + (positions[index] ?? index));
        }
        if (other || isRepeat) continue;
        rows.push(row);
        if (row.userId !== null) known.set(row.userId, { row, page });
      }
      if (isRepeat) break;
      count += fresh;
      // A row that stands on two pages has moved, and another may have moved past us.
      hasMoved ||= fresh < came.length;
      rejected.push(...answer.rejected.map((index) => offset + index));
      const isLast = answer.hasMore === null ? slots < asked.limit : !answer.hasMore;
      const isTotal = answer.total !== null && count >= answer.total;
      if (isLast || isTotal || slots === 0) {
        const isBroken = hasMoved || (!isLast && !isTotal) || rejected.length > 0;
        return reportOf(isTotal || answer.hasMore === false, isBroken);
      }
    }
    return reportOf(false, true);
  }

  async function rowOf(userId: string, request: StatsRequest): Promise<Row | null> {
    const { report, byMember, unnamedOf } = await reports(request);
    const row = byMember.get(userId);
    if (row && !report.contradicted.has(userId)) return row;
    if (row || report.isBroken) throw new SourceError('SALESHANDY', 'CONTRACT', { row: report.rejected[0] });
    return unnamedOf(userId);
  }

  /**
   * Whose the rows of a report are that name nobody: the only row of a call for one member is that member's, where it can
   * be nobody else's. Throws where that cannot be told.
   */
  function createUnnamed(rows: readonly Row[], roster: Rows<SaleshandyMember>, request: StatsRequest) {
    const isAlone = roster.rows.length === 1 && roster.rejected.length === 0;
    // A call for one that brings as many rows as that for everybody proves nothing; and where Saleshandy names its rows,
    // one without a name is no member's.
    const mayProve = isAlone || (rows.length > 1 && rows.every((row) => row.userId === null));
    const times = countsOf(rows.map(contentOf));
    const owners = new Map<string, Set<string>>();
    const readOnly = askOnce(
      async (member: SaleshandyMember): Promise<Row | null> => {
        const [only, ...others] = (await readChunk([member], request)).rows;
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
      const member = roster.rows.find((candidate) => candidate.userId === userId);
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

/** Gives a row without an id the one of the member with its e-mail. */
function identifierFor(chunk: readonly SaleshandyMember[]) {
  const byEmail = Map.groupBy(
    chunk.filter(({ email }) => email !== null),
    ({ email }) => foldEmail(email ?? ''),
  );
  return <Metric extends string>(row: StatsRow<Metric>): StatsRow<Metric> => {
    if (row.userId !== null || row.email === null) return row;
    const [owner, ...others] = byEmail.get(foldEmail(row.email)) ?? [];
    return owner && others.length === 0 ? { ...row, userId: owner.userId } : row;
  };
}

/** Whether a row without an id says nothing that the directory contradicts. */
const mayBeOf = (row: StatsRow<string>, member: SaleshandyMember): boolean =>
  isSame(row.email, member.email, foldEmail) && isSame(row.name, member.name, foldName);

const isSame = (a: string | null, b: string | null, fold: (text: string) => string): boolean =>
  a === null || b === null || fold(a) === fold(b);

const foldName = (name: string): string => foldText(name).trim().replace(/\s+/g, ' ');

/** What tells a row from another that names nobody either. */
const contentOf = ({ name, email, metrics }: StatsRow<string>): string => JSON.stringify([name, email, metrics]);

function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
