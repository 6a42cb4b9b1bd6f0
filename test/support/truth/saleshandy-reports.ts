/** The reports of an invented Saleshandy. */
import { type Answer, ok } from './http-vendor.ts';
import type { ReportForm, SaleshandyWorld, TrueMember } from './saleshandy-worlds.ts';

type Row = Readonly<Record<string, unknown>>;

export interface StatsQuery {
  readonly userIds: readonly string[];
  readonly limit: number;
  readonly page: number;
  readonly type: 'prospect' | 'email';
}

/** What one answer had. */
interface SentPage {
  readonly rows: readonly string[];
  readonly total: number | undefined;
  readonly hasMore: boolean | undefined;
}

/** The answers by page, for each report and list of user ids. */
export type SentPages = Map<string, Map<number, SentPage>>;

/** The figure of a member, different for each. */
export const figureOf = (index: number): number => 1000 + index;
const STRANGERS_FIGURE = 777_777;

/** The answer to a report. Notes what it sent in `sent`. */
export function reportAnswer(world: SaleshandyWorld, query: StatsQuery, sent: SentPages): Answer {
  const { report } = world;
  const found = rowsOf(world, query);
  const size = Math.min(query.limit, report.cap ?? query.limit);
  const { fault } = report;
  const page = fault?.what === 'repeat' ? Math.min(query.page, fault.page) : query.page;
  const rows = found
    .slice((page - 1) * size, page * size)
    .filter((_, index) => fault?.what !== 'drop' || index !== fault.at)
    .map((row, index) => (fault?.what === 'odd' && index === fault.at ? fault.row : row));
  const off = fault?.what === 'total' && (!fault.onFirst || query.page === 1) ? fault.by : 0;
  const listEnd = {
    ...(report.says === 'total' || report.says === 'both' ? { total: Math.max(0, found.length + off) } : {}),
    ...(report.says === 'has more' || report.says === 'both'
      ? { hasMore: fault?.what === 'more' ? fault.says : query.page * size < found.length }
      : {}),
  };
  note(sent, query, { rows: rows.map((row) => JSON.stringify(row)), total: listEnd.total, hasMore: listEnd.hasMore });
  const data = report.hasSum ? [...rows, sumRow(found, query.type)] : rows;
  return ok(wrapped(data, listEnd, report));
}

/** Whether the answers look like a whole report with exactly these rows. */
export function isConvincing(pages: ReadonlyMap<number, SentPage>): boolean {
  const all = [...pages].sort(([a], [b]) => a - b).map(([, page]) => page);
  const rows = all.flatMap((page) => page.rows);
  const totals = new Set(all.flatMap(({ total }) => total ?? []));
  const more = all.map(({ hasMore }) => hasMore);
  const isSilent = totals.size === 0 && more.every((one) => one === undefined);
  const isSilentEnd = isSilent && all.at(-1)?.rows.length === 0;
  const saysEnd = more.at(-1) === false || (more.at(-1) === undefined && totals.size > 0) || isSilentEnd;
  return (
    new Set(rows).size === rows.length &&
    [...totals].every((total) => total === rows.length) &&
    more.slice(0, -1).every((one) => one !== false) &&
    saysEnd
  );
}

function note(sent: SentPages, { userIds, type, page }: StatsQuery, sentPage: SentPage): void {
  const key = JSON.stringify([type, userIds]);
  sent.set(key, (sent.get(key) ?? new Map()).set(page, sentPage));
}

function wrapped(data: readonly unknown[], listEnd: Row, { place }: ReportForm): Row {
  switch (place) {
    case 'payload':
      return { payload: { data, ...listEnd } };
    case 'outer':
      return { payload: { payload: { data } }, ...listEnd };
    case 'meta':
      return { payload: { rows: data }, meta: listEnd };
    case 'list':
      return { payload: data, ...listEnd };
  }
}

function rowsOf({ members, active, report }: SaleshandyWorld, { userIds, type }: StatsQuery): Row[] {
  const requested = new Set(userIds);
  const { fault } = report;
  const theirs = members
    .map((member, index) => ({ member, index }))
    .filter(({ member, index }) => active[index] && (report.isIgnoringIds || requested.has(member.id)));
  const rows = theirs.map(({ member, index }, place): Row => {
    const other = theirs[place === 0 ? 1 : 0]?.member;
    const email = fault?.what === 'swap' && place < 2 && other ? other.email : member.email;
    return { ...identity({ ...member, email }, index, report.ids), ...figures(figureOf(index), type, report.figures) };
  });
  if (fault?.what === 'stranger') {
    const email = fault.hasEmail ? 'stranger@example.net' : undefined;
    rows.push({ userId: 'zz99', name: 'Stranger', email, ...figures(STRANGERS_FIGURE, type, report.figures) });
  }
  const doubled = fault?.what === 'double' ? rows[fault.at] : undefined;
  if (fault?.what === 'double' && doubled) {
    const second = fault.isOther ? { ...doubled, ...figures(STRANGERS_FIGURE, type, report.figures) } : doubled;
    rows.splice(fault.isNextPage ? rows.length : fault.at + 1, 0, second);
  }
  return rows;
}

function identity({ id, name, email }: TrueMember, index: number, ids: ReportForm['ids']): Row {
  const named = { firstName: name, email };
  switch (ids) {
    case 'right':
      return { userId: id, ...named };
    case 'number':
      return { userId: index + 1, ...named };
    case 'case':
      return { userId: id.toUpperCase(), ...named };
    case 'case alone':
      return { userId: id.toUpperCase() };
    case 'several':
      return { id: 900 + index, userId: `x${index}`, memberId: id };
    case 'user':
      return { userId: index, user: { id } };
    case 'none':
      return named;
    case 'none, nameless':
      return {};
    case 'some none':
      return index % 3 === 0 ? { firstName: name } : { userId: id, ...named };
  }
}

const NAMES = {
  prospect: { number: 'prospectAdded', label: 'Prospect Added', plural: 'prospectsAdded' },
  email: { number: 'emailSent', label: 'Email Sent', plural: 'emailsSent' },
} as const;

function figures(figure: number, type: StatsQuery['type'], form: ReportForm['figures']): Row {
  const name = NAMES[type][form === 'text' ? 'number' : form];
  return { [name]: form === 'text' ? figure.toLocaleString('en') : figure, replied: 3 };
}

const sumRow = (rows: readonly Row[], type: StatsQuery['type']): Row => ({
  name: 'Total',
  ...figures(1_000_000 + rows.length, type, 'number'),
});
