/** Resolvers of actions.graphql: what was done in a period, by whom, with which form fields. */
import { SourceError } from '../errors.ts';
import type { PeriodResolvers, Resolvers } from '../generated/resolvers.ts';
import { wholePageOf, windowOf } from '../relay/connection.ts';
import { toGlobalId } from '../relay/global-id.ts';
import type { Action } from '../sources/alo/model.ts';
import { notesFor } from './action-notes.ts';
import { reportRows } from './context.ts';
import { findPeriod } from './find-periods.ts';
import { checkedName, formFieldsBelow, formFieldsOfRequest } from './form-fields.ts';

export const periodActions: PeriodResolvers['actions'] = async (period, args, context, info) => {
  const page = wholePageOf(['Period.actions', period.sourceId], args);
  const list = await context.alo().actions(period.sourceId, formFieldsOfRequest(info));
  if (list === null) return null;
  reportRows(context, info, 'ALO', list.rejected);
  return {
    ...windowOf(page, list.rows, ({ sourceId }) => sourceId),
    totalCount: list.complete ? list.rows.length : null,
    complete: list.complete,
    notes: list.notes,
    formFieldsBelow: formFieldsBelow(info),
  };
};

/** Throws where the action may have the field, in what could not be read of it. */
function fieldOf({ formFields, hasUnreadFields }: Action, name: string) {
  const found = formFields.has(name);
  if (!found && hasUnreadFields) throw new SourceError('ALO', 'CONTRACT', { detail: 'unexpected form fields' });
  return { name, value: formFields.get(name) ?? null, found };
}

export const actions: Pick<Resolvers, 'Action' | 'ActionConnection' | 'Participant'> = {
  Participant: {
    user: async ({ name }, _, context) => {
      const people = await context.people();
      const { user, reason } = people.matchName(name);
      if (reason === 'UNSEEN' && people.outage) throw people.outage;
      return user;
    },
    match: async ({ name }, _, context) => (await context.people()).matchName(name),
  },
  Action: {
    id: ({ periodId, sourceId }) => toGlobalId('Action', `${periodId}/${sourceId}`),
    createdBy: ({ createdByName }) => (createdByName === null ? null : { name: createdByName }),
    assignees: ({ assigneeNames }) => assigneeNames?.map((name) => ({ name })) ?? null,
    period: ({ periodId }, _, context, info) => findPeriod(periodId, context, info),
    formField: (action, { name }) => fieldOf(action, checkedName(name, 'name')).value,
    formFields: (action, { names }) => names.map((name) => fieldOf(action, checkedName(name, 'names'))),
  },
  ActionConnection: {
    notes: ({ notes, formFieldsBelow: asked }, _, __, info) => notesFor(asked, formFieldsOfRequest(info), notes),
  },
};
