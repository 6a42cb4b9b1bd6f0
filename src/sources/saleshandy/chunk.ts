/** The rows of one report for some of the members, read page by page until its end is proven. */
import { isDeepStrictEqual } from 'node:util';
import type { Endpoint, Read } from '../../upstream/endpoint.ts';
import { lastInstant, positionsOf, type Range } from '../values.ts';
import type { CountBy, StatsQuery } from './client.ts';
import type { SaleshandyMember, StatsRow } from './model.ts';
import type { Place, PlacedRow } from './placing.ts';
import type { StatsPage } from './wire.ts';

/** How many pages one chunk may cost. */
const PAGE_CAP = 20;

export interface StatsRequest {
  readonly range: Range;
  readonly countBy: CountBy;
}

export interface ChunkRows<Metric extends string> {
  /** Those of the members asked for, and those that name nobody. */
  readonly rows: readonly StatsRow<Metric>[];
  /** Those of members not asked for: Saleshandy may ignore whom it was asked for. */
  readonly ofOthers: readonly StatsRow<Metric>[];
  /** Whether rows came whose ids are no member's. */
  readonly hasStrangers: boolean;
  /** The positions of the rows that could not be read, or that differ from one before. */
  readonly rejected: readonly number[];
  /** False where Saleshandy may hold more than was read. */
  readonly complete: boolean;
  /** Whether Saleshandy contradicted itself, or sent what could not be read or placed: then who is missing may have a row. */
  readonly isBroken: boolean;
  /** The ids of members whose rows differ. */
  readonly contradicted: ReadonlySet<string>;
}

export interface ChunkReading<Metric extends string> {
  readonly endpoint: Endpoint<StatsQuery, StatsPage<Metric>>;
  readonly read: Read;
  readonly place: Place;
}

/** The figures of these members. */
export async function readChunk<Metric extends string>(
  chunk: readonly SaleshandyMember[],
  { range, countBy }: StatsRequest,
  { endpoint, read, place }: ChunkReading<Metric>,
): Promise<ChunkRows<Metric>> {
  type Row = PlacedRow<Metric>;
  const rows: Row[] = [];
  const rejected: number[] = [];
  /** The row of each key, and the page that it came on. */
  const known = new Map<string, { readonly row: Row; readonly page: number }>();
  const contradicted = new Set<string>();
  const totals = new Set<number>();
  let previous: readonly Row[] = [];
  /** How many rows came, without those that had come on an earlier page. */
  let count = 0;
  let hasMoved = false;
  const asked = {
    userIds: [...new Set(chunk.map(({ userId }) => userId))],
    from: range.from.toISOString(),
    to: lastInstant(range).toISOString(),
    countBy,
    // One more than can come, so that a page that is not short says that more was sent than was asked for.
    limit: chunk.length + 1,
  };
  const sorted = (isWhole: boolean, isBroken: boolean) => ({
    ...sortRows(rows, { asked: asked.userIds, isWhole, isBroken }),
    rejected,
    contradicted,
  });

  for (let page = 1; page <= PAGE_CAP; page++) {
    const answer = await read(endpoint, { ...asked, page });
    const came = answer.rows.map(place);
    const isNew = ({ key = '' }: Row): boolean => (known.get(key)?.page ?? page) === page;
    const fresh = came.filter(isNew).length;
    const slots = came.length + answer.rejected.length;
    const isRepeat = page > 1 && ((fresh === 0 && came.length > 0) || isDeepStrictEqual(came, previous));
    previous = came;
    const offset = (page - 1) * asked.limit;
    const positions = positionsOf(answer);
    for (const [index, row] of came.entries()) {
      const other = row.key === undefined ? undefined : known.get(row.key)?.row;
      if (other && row.userId !== null && !isDeepStrictEqual(row, other)) {
        contradicted.add(row.userId);
        rejected.push(offset + (positions[index] ?? index));
      }
      if (other || isRepeat) continue;
      rows.push(row);
      if (row.key !== undefined) known.set(row.key, { row, page });
    }
    if (isRepeat) break;
    // What sums up the others is no row of its own: a total that counts it as well proves nothing.
    count += fresh + answer.rejected.length - came.filter(({ owner }) => owner === 'SUM').length;
    // A row that stands on two pages has moved, and another may have moved past us.
    hasMoved ||= fresh < came.length;
    rejected.push(...answer.rejected.map((index) => offset + index));
    for (const total of answer.totals) totals.add(total);
    const isTotal = totals.has(count);
    const hasPagesLeft = answer.pages !== null && page < answer.pages;
    // Where nothing is told of the end, it is reached when everybody has a row, or when nothing more comes.
    const isSilentEnd = slots === 0 || hasEverybody(rows, asked.userIds);
    const isUntoldEnd = totals.size > 0 ? isTotal : isSilentEnd;
    const isLast = answer.hasMore === null ? (answer.pages === null ? isUntoldEnd : !hasPagesLeft) : !answer.hasMore;
    if (!isLast && slots > 0) continue;
    // Every total that was told must be how many came.
    const agrees = isLast && !hasPagesLeft && (totals.size === 0 || (isTotal && totals.size === 1));
    const isWhole = isTotal || answer.hasMore === false || (slots === 0 && page > 1);
    return sorted(isWhole, hasMoved || !agrees || rejected.length > 0);
  }
  return sorted(false, true);
}

/** Whether there are as many rows as members asked for, or more, not counting those of others. */
function hasEverybody(rows: readonly PlacedRow<string>[], asked: readonly string[]): boolean {
  const ids = new Set(asked);
  const isOurs = ({ userId, owner }: PlacedRow<string>) => owner === 'UNNAMED' || (userId !== null && ids.has(userId));
  return rows.filter(isOurs).length >= ids.size;
}

interface Ending {
  readonly asked: readonly string[];
  /** Whether Saleshandy said that these are all rows. */
  readonly isWhole: boolean;
  readonly isBroken: boolean;
}

function sortRows<Metric extends string>(rows: readonly PlacedRow<Metric>[], { asked, isWhole, isBroken }: Ending) {
  const ids = new Set(asked);
  const ofMembers = rows.filter(({ owner }) => owner === 'MEMBER');
  const ours = ofMembers.filter(({ userId }) => userId !== null && ids.has(userId));
  const isAnybodyNamed = ofMembers.length > 0 || rows.some(({ owner }) => owner === 'STRANGER');
  const unnamed = rows.filter(({ owner }) => owner === 'UNNAMED');
  // Beside rows that say whose they are, one that says nothing at all is no member's.
  const shown = unnamed.filter(({ name, email }) => !isAnybodyNamed || name !== null || email !== null);
  const hasStrangers = rows.some(({ owner }) => owner === 'STRANGER');
  const hasEverybody = ours.length >= ids.size;
  const hasUnplaced = hasStrangers || (isAnybodyNamed && unnamed.length > 0);
  const isDoubtful = isBroken || (hasUnplaced && !hasEverybody) || ours.length + shown.length > ids.size;
  const areMailed = shown.some(({ email }) => email !== null) && !hasEverybody;
  return {
    rows: [...ours, ...shown].map(toStatsRow),
    ofOthers: ofMembers.filter((row) => !ours.includes(row)).map(toStatsRow),
    hasStrangers,
    // Without a word on what follows, only a row for everybody tells a short page from one that was cut.
    complete: (isWhole || ours.length + shown.length >= ids.size) && !isDoubtful && !areMailed && !hasStrangers,
    isBroken: isDoubtful,
  };
}

const toStatsRow = <Metric extends string>({ userId, name, email, metrics }: PlacedRow<Metric>): StatsRow<Metric> => ({
  userId,
  name,
  email,
  metrics,
});
