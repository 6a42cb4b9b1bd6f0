/** The fewest pages of Cal.com's bookings that answer a set of questions, found by trying every way to share scans. */
import type { Booking } from '../../src/sources/calcom/model.ts';
import type { Range } from '../../src/sources/instants.ts';

/** A question: the bookings of a range, or all. */
export interface Question {
  readonly range: Range | null;
  /** A host; null for any. */
  readonly hostId: string | null;
  /** A window of so many bookings; null for all. */
  readonly first: number | null;
}

const PAGE = 250;
const DAY_MS = 24 * 60 * 60_000;

/** Where a scan may start: on a day, or at the first booking. */
type Start = number;

/** Pages by where their scan starts and their number. */
export type Pages = ReadonlySet<string>;

/** The days of the questions, and the first booking: laws of the parameter allow any other start, but none is of more use. */
export const startsOf = (questions: readonly Question[]): Start[] => [
  Number.NEGATIVE_INFINITY,
  ...questions.flatMap(({ range }) => (range ? [dayOf(range)] : [])),
];

const dayOf = ({ from }: Range): Start => Math.floor(from.getTime() / DAY_MS) * DAY_MS;

/**
 * The fewest pages beyond those that are held. A scan is read from its start, since nobody knows before which page an instant
 * is on. `rows` come by start.
 */
export function fewestPages(
  rows: readonly Booking[],
  questions: readonly Question[],
  starts: readonly Start[],
  held: Pages = new Set(),
): number {
  const ways = questions.map((question) => {
    const own = question.range ? dayOf(question.range) : Number.NEGATIVE_INFINITY;
    return [...new Set(starts)].filter((start) => start <= own).map((start) => pagesOf(rows, question, start));
  });
  return Math.min(...choices(ways).map((chosen) => new Set(chosen.flat().filter((page) => !held.has(page))).size));
}

/** The pages of one scan that a question reads. */
function pagesOf(rows: readonly Booking[], { range, hostId, first }: Question, start: Start): string[] {
  const scan = rows.filter((row) => row.start.getTime() >= start);
  const pages: string[] = [];
  for (let end = PAGE; ; end += PAGE) {
    pages.push(`${start}/${pages.length}`);
    const read = scan.slice(0, end);
    const last = read.at(-1);
    if (end >= scan.length || !last || (range && last.start >= range.to)) return pages;
    if (first === null) continue;
    const found = read.filter(
      ({ start: at, hosts }) =>
        (!range || (range.from <= at && at < range.to)) &&
        (hostId === null || hosts.some(({ userId }) => userId === hostId)),
    );
    const lastFound = found[first - 1];
    if (found.length > first && lastFound && lastFound.start < last.start) return pages;
  }
}

/** All ways to choose one of each. */
function choices<Choice>(ways: readonly (readonly Choice[])[]): Choice[][] {
  return ways.reduce<Choice[][]>((all, options) => all.flatMap((some) => options.map((one) => [...some, one])), [[]]);
}
