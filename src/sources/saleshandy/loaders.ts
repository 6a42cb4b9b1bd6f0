/**
 * What one request may ask of Saleshandy, and how those questions share calls:
 *
 * | question                          | calls                                                              |
 * |-----------------------------------|--------------------------------------------------------------------|
 * | a user's figures, the team's      | one a report for every 250 members, whoever is asked for           |
 * | the same where rows name nobody   | one more for each user asked for                                   |
 * | members                           | none once they are kept                                            |
 *
 * A report is told apart by type, range and way of counting. It is always read for the whole roster: that is one call
 * as well, the same for everybody, and it is enough however deep in a query the next user turns up.
 */
import { SourceError } from '../../errors.ts';
import type { Endpoint, Read } from '../../upstream/endpoint.ts';
import { askOnce } from '../../upstream/trail.ts';
import { foldEmail, lastInstant, type Range, type Roster } from '../values.ts';
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
  const reports = askOnce(readReport, ({ range, countBy }: StatsRequest) => JSON.stringify([range, countBy]));

  async function readReport(request: StatsRequest): Promise<StatsReport<Metric>> {
    const { rows: known, rejected: unread } = await members();
    const roster = [...known].sort((a, b) => (a.userId < b.userId ? -1 : 1));
    const chunks = Array.from({ length: Math.ceil(roster.length / CHUNK) }, (_, index) =>
      roster.slice(index * CHUNK, (index + 1) * CHUNK),
    );
    const parts = await Promise.all(chunks.map((chunk) => readChunk(chunk, request)));
    const rows = parts.flatMap((part) => part.rows);
    const named = [...new Map(rows.map((row) => [row.userId, row])).values()].filter((row) => row.userId !== null);
    return {
      rows: [...named, ...rows.filter((row) => row.userId === null)],
      rejected: parts.flatMap((part) => part.rejected),
      complete: unread.length === 0 && parts.every((part) => part.complete),
      isBroken: parts.some((part) => part.isBroken),
    };
  }

  /** The figures of these members. Rows of anybody else are left out: Saleshandy may ignore whom it was asked for. */
  async function readChunk(
    chunk: readonly SaleshandyMember[],
    { range, countBy }: StatsRequest,
  ): Promise<StatsReport<Metric>> {
    const rows: StatsRow<Metric>[] = [];
    const rejected: number[] = [];
    let previous = '';
    let hasMoved = false;
    const asked = {
      userIds: chunk.map(({ userId }) => userId),
      from: range.from.toISOString(),
      to: lastInstant(range).toISOString(),
      countBy,
      // One more than can come, so that a page that is not short says that more was sent than was asked for.
      limit: chunk.length + 1,
    };
    for (let page = 1; page <= PAGE_CAP; page++) {
      const answer = await read(endpoint, { ...asked, page });
      const fresh = answer.rows.filter(
        (row) => row.userId === null || rows.every((known) => known.userId !== row.userId),
      );
      const slots = answer.rows.length + answer.rejected.length;
      const content = JSON.stringify(answer.rows);
      const isRepeat = content === previous || (fresh.length === 0 && answer.rows.length > 0);
      if (page > 1 && isRepeat) break;
      previous = content;
      // A row that stands on two pages has moved, and another may have moved past us.
      hasMoved ||= fresh.length < answer.rows.length;
      rejected.push(...answer.rejected.map((index) => (page - 1) * asked.limit + index));
      rows.push(...fresh);
      const isLast = answer.hasMore === null ? slots < asked.limit : !answer.hasMore;
      const isTotal = answer.total !== null && rows.length >= answer.total;
      if (isLast || isTotal || slots === 0) {
        const ours = identified(rows, chunk);
        const isBroken = hasMoved || (!isLast && !isTotal) || rejected.length > 0;
        // Without a word on what follows, only a row for everybody tells a short page from one that was cut.
        const isWhole = isTotal || answer.hasMore === false || ours.length >= chunk.length;
        return { rows: ours, rejected, complete: isWhole && !isBroken, isBroken };
      }
    }
    return { rows: identified(rows, chunk), rejected, complete: false, isBroken: true };
  }

  async function rowOf(userId: string, request: StatsRequest): Promise<StatsRow<Metric> | null> {
    const { rows, rejected, isBroken } = await reports(request);
    const row = rows.find((candidate) => candidate.userId === userId);
    if (row) return row;
    if (isBroken) throw new SourceError('SALESHANDY', 'CONTRACT', { row: rejected[0] });
    return rows.some((candidate) => candidate.userId === null) ? onlyRowOf(userId, request) : null;
  }

  /** Where rows do not say whose they are: the only row of a call for one member is that member's. */
  async function onlyRowOf(userId: string, request: StatsRequest): Promise<StatsRow<Metric> | null> {
    const member = (await members()).rows.filter((candidate) => candidate.userId === userId);
    if (member.length === 0) return null;
    const [only, ...others] = (await readChunk(member, request)).rows;
    return only && others.length === 0 ? { ...only, userId } : null;
  }

  return { rowOf, report: reports };
}

/** Gives rows without an id the one of the member with their e-mail, and leaves out whom nobody asked for. */
function identified<Metric extends string>(
  rows: readonly StatsRow<Metric>[],
  chunk: readonly SaleshandyMember[],
): StatsRow<Metric>[] {
  const ids = new Set(chunk.map(({ userId }) => userId));
  const byEmail = Map.groupBy(
    chunk.filter(({ email }) => email !== null),
    ({ email }) => foldEmail(email ?? ''),
  );
  return rows
    .map((row) => {
      if (row.userId !== null || row.email === null) return row;
      const owners = byEmail.get(foldEmail(row.email)) ?? [];
      return owners.length === 1 && owners[0] ? { ...row, userId: owners[0].userId } : row;
    })
    .filter((row) => row.userId === null || ids.has(row.userId));
}
