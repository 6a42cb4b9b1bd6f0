/** An invented ALO: known periods and actions, sent in any form and with faults. */
import { looksWhole, type Pages, pageOf } from './alo-pages.ts';
import { type Answer, ok, type Responder } from './http-vendor.ts';

export interface TruePeriod {
  readonly id: number;
  readonly startMs: number;
  /** Null for a period that has not ended. */
  readonly endMs: number | null;
  readonly actions: readonly TrueAction[];
}

export interface TrueAction {
  readonly id: number;
  readonly number: number;
  readonly createdMs: number;
  readonly creator: string;
  readonly assignees: readonly string[];
  readonly fields: Readonly<Record<string, unknown>>;
}

type Row = Readonly<Record<string, unknown>>;

/** A wrong value in some rows. */
export interface Oddity {
  readonly key: string;
  /** Undefined removes the key. */
  readonly value: unknown;
  /** The first row and every nth row after it. */
  readonly each: number;
}

/** Rows that come twice: the first row and every nth row after it. */
export interface Doubles {
  readonly each: number;
  /** The values in which the second row differs. */
  readonly more: Row;
}

type FieldForm = 'flat' | 'object' | 'camel' | 'list' | 'labels' | 'text' | 'number' | 'broken list' | 'twice';

export interface AloWorld {
  readonly periods: readonly TruePeriod[];
  readonly periodPages: Pages;
  readonly actionPages: Pages;
  /** What a range means to ALO. */
  readonly range: 'overlap' | 'contained' | 'starts' | 'ignored' | 'refused' | 'garbage';
  readonly periodOddities: readonly Oddity[];
  readonly actionOddities: readonly Oddity[];
  readonly periodDoubles: Doubles | null;
  readonly actionDoubles: Doubles | null;
  /** An action has one row for each assignee, with only that name. */
  readonly isPerAssignee: boolean;
  /** The value of an absent end. */
  readonly noEnd: unknown;
  readonly fieldForm: FieldForm;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** The same world without page faults that no client could notice: see `looksWhole`. */
export function withNoticeableFaults(world: AloWorld): AloWorld {
  const periodsLookWhole = looksWhole(periodRows(world), world.periodPages);
  const actionsLookWhole = world.periods.some((period) => looksWhole(actionRows(period, world, []), world.actionPages));
  return {
    ...world,
    periodPages: { ...world.periodPages, fault: periodsLookWhole ? null : world.periodPages.fault },
    actionPages: { ...world.actionPages, fault: actionsLookWhole ? null : world.actionPages.fault },
  };
}

export function aloResponder(world: AloWorld): Responder {
  return (url) => {
    const page = Number(url.searchParams.get('page') ?? 1);
    const [, id] = /^\/periods\/([^/]+)\/actions$/.exec(url.pathname) ?? [];
    if (id === undefined) return periods(world, url.searchParams, page);
    const period = world.periods.find((one) => String(one.id) === id);
    const fields = JSON.parse(url.searchParams.get('form_fields') ?? '[]') as string[];
    return period ? listed('actions', actionRows(period, world, fields), page, world.actionPages) : GONE;
  };
}

const GONE: Answer = { status: 404, body: { message: 'Period not found' } };

function listed(name: string, rows: readonly Row[], page: number, pages: Pages): Answer {
  const sent = pageOf(rows, page, pages);
  return sent ? ok({ [name]: sent.rows, ...sent.info }) : GONE;
}

function periods(world: AloWorld, query: URLSearchParams, page: number): Answer {
  const [from, to] = ['start_date', 'end_date'].map((name) => Date.parse(query.get(name) ?? '')) as [number, number];
  if (Number.isNaN(from)) return listed('periods', periodRows(world), page, world.periodPages);
  if (world.range === 'refused') return { status: 400, body: { message: 'Unknown parameter' } };
  if (world.range === 'garbage') return ok({ message: 'ok' });
  const isIn = ({ startMs, endMs }: TruePeriod): boolean =>
    world.range === 'ignored' ||
    (world.range === 'overlap' && startMs < to && (endMs ?? to) > from) ||
    (world.range === 'contained' && startMs >= from && (endMs ?? to + 1) <= to) ||
    (world.range === 'starts' && startMs >= from && startMs < to);
  return listed('periods', periodRows({ ...world, periods: world.periods.filter(isIn) }), page, world.periodPages);
}

const periodRows = ({ periods: all, noEnd, periodOddities, periodDoubles }: AloWorld): Row[] =>
  doubled(
    all.map(({ id, startMs, endMs }) => ({
      id,
      name: `Shift ${id}`,
      start_date: iso(startMs),
      end_date: endMs === null ? noEnd : iso(endMs),
      created_at: iso(startMs),
      updated_at: iso(startMs),
      markers: { name: 'Doors', timestamp: iso(startMs) },
    })),
    periodOddities,
    periodDoubles,
  );

function actionRows(period: TruePeriod, world: AloWorld, selected: readonly string[]): Row[] {
  const rows = period.actions.flatMap((action) => {
    const found = Object.fromEntries(
      selected.flatMap((name) => (name in action.fields ? [[name, action.fields[name]]] : [])),
    );
    const row = {
      periodId: period.id,
      periodName: `Shift ${period.id}`,
      periodActionId: action.number,
      actionId: action.id,
      status: action.assignees.length > 0 ? 'Assigned' : 'Created',
      createdTime: iso(action.createdMs),
      assignedTime: action.assignees.length > 0 ? iso(action.createdMs) : null,
      createdByUserName: action.creator,
      assignedUserNames: action.assignees,
      ...inForm(found, world.fieldForm),
    };
    return world.isPerAssignee && action.assignees.length > 0
      ? action.assignees.map((name): Row => ({ ...row, assignedUserNames: [name] }))
      : [row];
  });
  return doubled(rows, world.actionOddities, world.actionDoubles);
}

function doubled(rows: readonly Row[], oddities: readonly Oddity[], doubles: Doubles | null): Row[] {
  return rows.flatMap((row, index) => {
    const odd = oddities.filter(({ each }) => index % each === 0).map(({ key, value }) => [key, value]);
    const sent = { ...row, ...Object.fromEntries(odd) };
    return doubles && index % doubles.each === 0 ? [sent, { ...sent, ...doubles.more }] : [sent];
  });
}

/** Custom fields in a form that ALO may send. */
function inForm(fields: Row, form: FieldForm): Row {
  const entries = Object.entries(fields);
  switch (form) {
    case 'flat':
      return fields;
    case 'object':
      return { form_fields: fields };
    case 'camel':
      return { formFields: fields };
    case 'list':
      return { form_fields: entries.map(([name, value]) => ({ name, value })) };
    case 'labels':
      return { formFields: entries.map(([label, value]) => ({ label, value })) };
    case 'text':
      return { form_fields: JSON.stringify(fields) };
    case 'number':
      return { form_fields: 7 };
    case 'broken list':
      return { form_fields: entries.map(([name, value]) => [name, value]) };
    case 'twice':
      return {
        form_fields: entries.flatMap(([name, value]) => [
          { name, value },
          { name, value: 'other' },
        ]),
      };
  }
}
