/** Which periods are asked for: by id, or by a range that they share an instant with. */
import type { GraphQLResolveInfo } from 'graphql';
import { SourceError } from '../errors.ts';
import type { Period } from '../sources/alo/model.ts';
import type { Range } from '../sources/values.ts';
import type { Context } from './context.ts';
import { formFieldsOfRequest } from './form-fields.ts';

/**
 * Whether a period and a range share an instant; null where the period does not tell enough, or ends before it starts. One that still runs has no
 * end, and shares every instant after its start.
 */
export function overlaps({ start, end, isEndUnread }: Period, { from, to }: Range): boolean | null {
  if (start && end && end < start) return end < to && from < start ? null : false;
  if (start && start >= to) return false;
  if (end && end <= from) return false;
  if (!start) return null;
  return !isEndUnread || start >= from || null;
}

/** One period. That ALO's list was cut before it, is told beside what its actions tell of it. */
export async function findPeriod(periodId: string, context: Context, info: GraphQLResolveInfo): Promise<Period | null> {
  const period = await context.alo().period(periodId, formFieldsOfRequest(info));
  if (period?.isUnlisted) context.reportPart(info, new SourceError('ALO', 'TRUNCATED'));
  return period;
}
