/** One report for a chunk of the members: its pages are read until its end is proven. */
import { isDeepStrictEqual } from 'node:util';
import type { Endpoint, Read } from '../../upstream/endpoint.ts';
import { lastInstant, type Range } from '../instants.ts';
import { positionsOf } from '../rows.ts';
import type { CountBy, StatsParameters } from './client.ts';
import type { SaleshandyMember, StatsRow } from './model.ts';
import type { FindOwner, OwnedRow } from './row-owners.ts';
import type { StatsPage } from './wire.ts';

/** A chunk may cost this many pages. */
export const PAGE_CAP = 20;

/** What figures are counted over. */
export interface StatsRequest {
  readonly range: Range;
  readonly countBy: CountBy;
}

/** The rows of a report for a chunk of members. */
export interface ChunkRows<Metric extends string> {
  /** The rows of the chunk's members, then unnamed rows. */
  readonly rows: readonly StatsRow<Metric>[];
  /** The rows of other members: Saleshandy may ignore `userIds`. */
  readonly ofOthers: readonly StatsRow<Metric>[];
  /** Whether some rows have an id that no member has. */
  readonly hasStrangers: boolean;
  /** The positions of the rows that could not be read, or that differ from an earlier row of the same member. */
  readonly unreadable: readonly number[];
  /** False if Saleshandy may have more rows. */
  readonly complete: boolean;
  /** Saleshandy contradicted itself, or sent rows that have no known owner: a member without a row may have one. */
  readonly isBroken: boolean;
  /** The ids of members whose rows differ. */
  readonly contradicted: ReadonlySet<string>;
}

export interface ChunkReading<Metric extends string> {
  readonly endpoint: Endpoint<StatsParameters, StatsPage<Metric>>;
  readonly read: Read;
  readonly findOwner: FindOwner;
}

/** Reads the report for these members, page by page, at most `PAGE_CAP` pages. */
export async function readChunk<Metric extends string>(
  chunk: readonly SaleshandyMember[],
  request: StatsRequest,
  { endpoint, read, findOwner }: ChunkReading<Metric>,
): Promise<ChunkRows<Metric>> {
  type Row = OwnedRow<Metric>;
  const rows: Row[] = [];
  const unreadable: number[] = [];
  /** The row of each key, and the page on which it came. */
  const known = new Map<string, { readonly row: Row; readonly page: number }>();
  const contradicted = new Set<string>();
  const totals = new Set<number>();
  let previous: readonly Row[] = [];
  /** The number of rows that no earlier page had. */
  let count = 0;
  let hasMoved = false;
  const parameters = chunkParameters(chunk, request);
  const resultOf = (isWhole: boolean, isBroken: boolean) => ({
    ...groupRows(rows, { userIds: parameters.userIds, isWhole, isBroken }),
    unreadable,
    contradicted,
  });

  for (let page = 1; page <= PAGE_CAP; page++) {
    const answer = await read(endpoint, { ...parameters, page });
    const received = answer.rows.map(findOwner);
    const isNew = ({ key = '' }: Row): boolean => (known.get(key)?.page ?? page) === page;
    const newRows = received.filter(isNew).length;
    const slots = received.length + answer.unreadable.length;
    const isRepeat = page > 1 && ((newRows === 0 && received.length > 0) || isDeepStrictEqual(received, previous));
    previous = received;
    const offset = (page - 1) * parameters.limit;
    const positions = positionsOf(answer);
    for (const [index, row] of received.entries()) {
      const other = row.key === undefined ? undefined : known.get(row.key)?.row;
      if (other && row.userId !== null && !isDeepStrictEqual(row, other)) {
        contradicted.add(row.userId);
        unreadable.push(offset + (positions[index] ?? index));
      }
      if (other || isRepeat) continue;
      rows.push(row);
      if (row.key !== undefined) known.set(row.key, { row, page });
    }
    if (isRepeat) break;
    // A row that sums up the others is not counted: a total that includes it proves nothing.
    count += newRows + answer.unreadable.length - received.filter(({ owner }) => owner === 'SUM').length;
    // A row that came twice has moved from page to page, so another row may have been missed.
    hasMoved ||= newRows < received.length;
    unreadable.push(...answer.unreadable.map((index) => offset + index));
    for (const total of answer.totals) totals.add(total);
    const isTotal = totals.has(count);
    const hasPagesLeft = answer.pages !== null && page < answer.pages;
    // Without page info, a report ends when all members have a row or when a page is empty.
    const isSilentEnd = slots === 0 || haveAllRows(rows, parameters.userIds);
    const isInferredEnd = totals.size > 0 ? isTotal : isSilentEnd;
    const isLast = answer.hasMore === null ? (answer.pages === null ? isInferredEnd : !hasPagesLeft) : !answer.hasMore;
    if (!isLast && slots > 0) continue;
    const agrees = isLast && !hasPagesLeft && (totals.size === 0 || (isTotal && totals.size === 1));
    const isWhole = isTotal || answer.hasMore === false || (slots === 0 && page > 1);
    return resultOf(isWhole, hasMoved || !agrees || unreadable.length > 0);
  }
  return resultOf(false, true);
}

/** What all pages of the report for these members are called with. */
export const chunkParameters = (chunk: readonly SaleshandyMember[], { range, countBy }: StatsRequest) => ({
  userIds: [...new Set(chunk.map(({ userId }) => userId))],
  from: range.from.toISOString(),
  to: lastInstant(range).toISOString(),
  countBy,
  // One more than the members, so that a full page shows that Saleshandy sent rows of others.
  limit: chunk.length + 1,
});

/** Whether there are at least as many rows as members, not counting the rows of others. */
function haveAllRows(rows: readonly OwnedRow<string>[], userIds: readonly string[]): boolean {
  const ids = new Set(userIds);
  const isOurs = ({ userId, owner }: OwnedRow<string>) => owner === 'UNNAMED' || (userId !== null && ids.has(userId));
  return rows.filter(isOurs).length >= ids.size;
}

interface Ending {
  readonly userIds: readonly string[];
  /** Saleshandy said that these are all rows. */
  readonly isWhole: boolean;
  readonly isBroken: boolean;
}

function groupRows<Metric extends string>(rows: readonly OwnedRow<Metric>[], { userIds, isWhole, isBroken }: Ending) {
  const ids = new Set(userIds);
  const ofMembers = rows.filter(({ owner }) => owner === 'MEMBER');
  const ours = ofMembers.filter(({ userId }) => userId !== null && ids.has(userId));
  const hasStrangers = rows.some(({ owner }) => owner === 'STRANGER');
  const hasNamed = ofMembers.length > 0 || hasStrangers;
  const unnamed = rows.filter(({ owner }) => owner === 'UNNAMED');
  // If other rows have an owner, a row without id, name and e-mail belongs to no member.
  const shown = unnamed.filter(({ name, email }) => !hasNamed || name !== null || email !== null);
  const hasAll = ours.length >= ids.size;
  const hasUnplaced = hasStrangers || (hasNamed && unnamed.length > 0);
  const isDoubtful = isBroken || (hasUnplaced && !hasAll) || ours.length + shown.length > ids.size;
  const hasStrayEmails = shown.some(({ email }) => email !== null) && !hasAll;
  return {
    rows: [...ours, ...shown].map(toStatsRow),
    ofOthers: ofMembers.filter((row) => !ours.includes(row)).map(toStatsRow),
    hasStrangers,
    // Without page info, only a row for each member proves that a short page was not cut.
    complete: (isWhole || ours.length + shown.length >= ids.size) && !isDoubtful && !hasStrayEmails && !hasStrangers,
    isBroken: isDoubtful,
  };
}

const toStatsRow = <Metric extends string>({ key: _, owner: __, ...row }: OwnedRow<Metric>): StatsRow<Metric> => row;
