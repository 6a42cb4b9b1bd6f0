/** The actions of a range, across periods, and the names they show. */
import type { GraphQLResolveInfo } from 'graphql';
import type { Action } from '../sources/alo/model.ts';
import type { Range } from '../sources/values.ts';
import { type Context, reportRows } from './context.ts';
import { formFieldsOfRequest } from './form-fields.ts';
import { overlaps } from './periods.ts';

/** Every action of the periods that overlap a range, whenever it was created. Rows that could not be read are reported. */
export async function actionsWithin(range: Range, context: Context, info: GraphQLResolveInfo) {
  const alo = context.alo();
  const formFields = formFieldsOfRequest(info);
  const periods = await alo.periods();
  const overlapping = periods.rows.filter((period) => overlaps(period, range));
  const lists = await Promise.all(overlapping.map(({ sourceId }) => alo.actions(sourceId, formFields)));
  const found = lists.filter((list) => list !== null);
  reportRows(
    context,
    info,
    'ALO',
    [periods, ...found].flatMap(({ rejected }) => rejected),
  );
  return {
    actions: found.flatMap(({ rows }) => rows),
    complete: [periods, ...found].every(({ complete }) => complete),
    notes: found.flatMap(({ notes }) => notes),
  };
}

/** The names that an action shows: of who created it, of those it was assigned to, or of both. */
export const namesIn = (
  { createdByName, assigneeNames }: Action,
  role: 'ASSIGNED' | 'CREATED' | null | undefined = null,
): readonly string[] => [
  ...(role === 'ASSIGNED' || createdByName === null ? [] : [createdByName]),
  ...(role === 'CREATED' ? [] : (assigneeNames ?? [])),
];
