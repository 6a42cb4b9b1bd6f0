/** A recorded answer of a vendor, of which one value can change from one answer to the next. Pure. */

/** An answer, cut where its changing value stands. */
export interface Recording {
  readonly head: Buffer;
  /** Undefined where no value changes. */
  readonly tail?: Buffer;
}

/** Which value changes: a text gets the count behind it, a number becomes the count. The directories stay as they are. */
const CHANGING: readonly (readonly [path: RegExp, change: (body: Rows) => void])[] = [
  [/\/teams\/\d+\/bookings\?/, ({ data }) => changeBooking(data)],
  [/^\/periods$/, ({ periods }) => changePeriod(periods)],
  [/^\/periods\/\d+\/actions/, ({ actions }) => appendTo(actions?.[0], 'classification')],
  [/\/team\/stats$/, ({ payload }) => put(payload?.data?.[0], 'opened', NUMBER)],
];

type Row = Record<string, unknown>;
interface Rows {
  readonly data?: Row[];
  readonly periods?: Row[];
  readonly actions?: Row[];
  readonly payload?: { readonly data?: Row[] };
}

/** The week of the works, and its first booking. */
const CHANGING_PERIOD = 305;
const CHANGING_BOOKING = 'jL5PLWu0mNRq5lSOIAgoPH';
const TEXT = '\u0000text';
const NUMBER = '\u0000number';
const PLACE = /"\\u0000number"|\\u0000text/;
const LEAST = 100_000;
const MOST = 999_999;

function put(row: Row | undefined, key: string, value: unknown): void {
  if (row) row[key] = value;
}

function appendTo(row: Row | undefined, key: string): void {
  if (typeof row?.[key] === 'string') row[key] = `${row[key]} #${TEXT}`;
}

/** A page without that booking changes in a field that no work shows. */
function changeBooking(rows: Row[] = []): void {
  const row = rows.find(({ uid }) => uid === CHANGING_BOOKING);
  if (row) appendTo(row, 'title');
  else appendTo(rows[0], 'meetingUrl');
}

function changePeriod(rows: Row[] = []): void {
  const row = rows.find(({ id }) => id === CHANGING_PERIOD);
  appendTo(row, 'name');
}

/** `target` is that of the request line. */
export function record(target: string, body: string): Recording {
  const [, change] = CHANGING.find(([path]) => path.test(target)) ?? [];
  if (!change) return { head: Buffer.from(body) };
  const rows: Rows = JSON.parse(body);
  change(rows);
  const [head = '', tail] = JSON.stringify(rows).split(PLACE);
  return { head: Buffer.from(head), ...(tail === undefined ? {} : { tail: Buffer.from(tail) }) };
}

/** The bytes of the answer number `count`; always as many. */
export function play({ head, tail }: Recording, count: number): Buffer {
  if (!tail) return head;
  return Buffer.concat([head, Buffer.from(String(LEAST + (count % (MOST - LEAST + 1)))), tail]);
}

/** An answer as it would be if it had been made of the answers number 0. */
export const withoutCounts = (text: string): string => text.replaceAll(/ #\d{6}/g, ` #${LEAST}`);
