/** Cal.com's column filters: their forms, and what each kind matches. Each endpoint decides which columns it honours. */
import { z } from 'zod';
import type { Quirk } from '../quirks.ts';
import { parseIso } from '../time.ts';
import { type Complaint, refuse, refuseInvalid } from './errors.ts';

const TEXT_OPERATORS = [
  'equals',
  'notEquals',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'isEmpty',
  'isNotEmpty',
] as const;

const valueSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ss'), data: z.union([z.string(), z.number()]) }),
  z.object({ type: z.literal('ms'), data: z.array(z.union([z.string(), z.number()])) }),
  z.object({ type: z.literal('t'), data: z.object({ operator: z.enum(TEXT_OPERATORS), operand: z.string() }) }),
  z.object({
    type: z.literal('n'),
    data: z.object({ operator: z.enum(['eq', 'neq', 'gt', 'gte', 'lt', 'lte']), operand: z.number() }),
  }),
  z.object({
    type: z.literal('dr'),
    data: z.object({ startDate: z.string().nullable(), endDate: z.string().nullable(), preset: z.string() }),
  }),
]);
const filtersSchema = z.array(z.object({ id: z.string(), value: valueSchema }));

type FilterValue = z.infer<typeof valueSchema>;
/** By column; the last entry of a column counts. */
export type ColumnFilters = ReadonlyMap<string, FilterValue>;

/** Checks a body; throws the vendor's validation error. Unknown keys are dropped. */
export function readBody<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  throw refuseInvalid(toTarget(body), complaints(parsed.error, body));
}

/** UNDOCUMENTED: one malformed entry makes the whole request 400. Quirk calcom-bad-filters-ignored. */
export function readColumnFilters(value: unknown, body: unknown, quirks: ReadonlySet<Quirk>): ColumnFilters {
  const parsed = filtersSchema.optional().safeParse(value);
  if (parsed.success) return new Map(parsed.data?.map((filter) => [filter.id, filter.value]));
  if (quirks.has('calcom-bad-filters-ignored')) return new Map();
  throw refuseInvalid(toTarget(body), [
    { property: 'columnFilters', value, constraints: { columnFilters: z.prettifyError(parsed.error) } },
  ]);
}

function complaints(error: z.ZodError, body: unknown): Complaint[] {
  return error.issues.map((issue) => {
    const property = String(issue.path[0] ?? '');
    return { property, value: toTarget(body)[property], constraints: { [issue.code]: issue.message } };
  });
}

function toTarget(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

/**
 * Whether a value passes a filter of one of the kinds honoured for its column. A filter of another kind lets every value pass,
 * and so does no filter. Where a column has several values, one of them must pass.
 */
export function passes(
  filter: FilterValue | undefined,
  kinds: FilterValue['type'][],
  value: string | number | null | readonly (string | number)[],
): boolean {
  if (!filter || !kinds.includes(filter.type)) return true;
  if (typeof value === 'object' && value !== null) return value.some((one) => passes(filter, kinds, one));
  switch (filter.type) {
    case 'ss':
      return String(value) === String(filter.data);
    case 'ms':
      return filter.data.length === 0 || filter.data.some((option) => String(option) === String(value));
    case 't':
      return passesText(filter.data.operator, filter.data.operand, String(value ?? ''));
    case 'n':
      return value !== null && passesNumber(filter.data.operator, Number(value), filter.data.operand);
    case 'dr':
      throw new Error('A date range is compared through boundsOf.');
  }
}

/** `equals` is case-sensitive, as in the vendor's database; the others are not. */
function passesText(operator: (typeof TEXT_OPERATORS)[number], operand: string, value: string): boolean {
  const folded = value.toLowerCase();
  const wanted = operand.toLowerCase();
  switch (operator) {
    case 'equals':
      return value === operand;
    case 'notEquals':
      return value !== operand;
    case 'contains':
      return folded.includes(wanted);
    case 'notContains':
      return !folded.includes(wanted);
    case 'startsWith':
      return folded.startsWith(wanted);
    case 'endsWith':
      return folded.endsWith(wanted);
    case 'isEmpty':
      return value === '';
    case 'isNotEmpty':
      return value !== '';
  }
}

function passesNumber(operator: 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte', value: number, operand: number): boolean {
  switch (operator) {
    case 'eq':
      return value === operand;
    case 'neq':
      return value !== operand;
    case 'gt':
      return value > operand;
    case 'gte':
      return value >= operand;
    case 'lt':
      return value < operand;
    case 'lte':
      return value <= operand;
  }
}

/**
 * The bounds of a date range, inclusive. A date without a time is its midnight, so as an end it excludes that day. A malformed date is an internal error.
 * UNDOCUMENTED: null is no bound.
 */
export function boundsOf(filter: FilterValue | undefined): { fromMs: number; toMs: number } {
  const { startDate, endDate } = filter?.type === 'dr' ? filter.data : { startDate: null, endDate: null };
  return {
    fromMs: startDate === null ? Number.NEGATIVE_INFINITY : instantOrCrash(startDate),
    toMs: endDate === null ? Number.POSITIVE_INFINITY : instantOrCrash(endDate),
  };
}

function instantOrCrash(text: string): number {
  const instant = parseIso(text);
  if (instant === null) throw refuse(500, 'Internal server error');
  return instant;
}
