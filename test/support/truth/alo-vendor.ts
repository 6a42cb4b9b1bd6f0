/** An invented ALO: periods and actions that we know, told as it pleases. */
import { looksWhole, type Pages, pageOf } from './alo-pages.ts';
import { type Answer, ok, type Responder } from './http-vendor.ts';

export interface TruePeriod {
  readonly id: number;
  readonly startMs: number;
  /** Null while it runs. */
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

/** What a row tells otherwise than it should. */
export interface Oddity {
  /** Undefined: the key is absent. */
  readonly key: string;
  readonly value: unknown;
  /** Of so many rows the first, then so many on. */
  readonly each: number;
}

/** Rows that come twice. */
export interface Doubles {
  readonly each: number;
  /** What the second tells otherwise. */
  readonly more: Row;
}

type FieldForm = 'flat' | 'object' | 'camel' | 'list' | 'labels' | 'text' | 'number' | 'broken list' | 'twice';

export interface AloWorld {
  readonly periods: readonly TruePeriod[];
  readonly periodPages: Pages;
  readonly actionPages: Pages;
  /** What ALO takes for its range. */
  readonly range: 'overlap' | 'contained' | 'starts' | 'ignored' | 'refused' | 'garbage';
  readonly periodOddities: readonly Oddity[];
  readonly actionOddities: readonly Oddity[];
  readonly periodDoubles: Doubles | null;
  readonly actionDoubles: Doubles | null;
  /** An action is told once for each assignee, under that name alone. */
  readonly isPerAssignee: boolean;
  /** What stands for an end that is not there. */
  readonly noEnd: unknown;
  readonly fieldForm: FieldForm;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** The same world without faults of pages that nobody could tell. */
export function tellable(world: AloWorld): AloWorld {
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
  return sent ? ok({ [name]: sent.rows, ...sent.told }) : GONE;
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

function actionRows(period: TruePeriod, world: AloWorld, asked: readonly string[]): Row[] {
  const rows = period.actions.flatMap((action) => {
    const found = Object.fromEntries(
      asked.flatMap((name) => (name in action.fields ? [[name, action.fields[name]]] : [])),
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
    const told = { ...row, ...Object.fromEntries(odd) };
    return doubles && index % doubles.each === 0 ? [told, { ...told, ...doubles.more }] : [told];
  });
}

/** Custom fields, in each form that a vendor may send. */
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
