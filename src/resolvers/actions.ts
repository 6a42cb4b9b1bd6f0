/** Resolvers of actions.graphql. */
import { SourceError } from '../errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { toGlobalId } from '../relay/global-id.ts';
import type { Action } from '../sources/alo/model.ts';
import { whenReady } from '../time/ready.ts';
import { checkedName, formFieldsOfRequest, notesFor } from './form-fields.ts';
import { findPeriod } from './periods.ts';

export const actions: Pick<Resolvers, 'Action' | 'ActionConnection' | 'Participant'> = {
  Participant: {
    user: ({ name }, _, context) =>
      whenReady(context.people(), (people) => {
        const { user, reason } = people.matchName(name);
        if (reason === 'UNSEEN' && people.outage) throw people.outage;
        return user;
      }),
    match: ({ name }, _, context) => whenReady(context.people(), (people) => people.matchName(name)),
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
    notes: ({ notes, formFieldsBelow }, _, __, info) => notesFor(formFieldsBelow, formFieldsOfRequest(info), notes),
  },
};

/** Throws if the field may be among those of the action that could not be read. */
function fieldOf({ formFields, hasUnreadFields }: Action, name: string) {
  const found = formFields.has(name);
  if (!found && hasUnreadFields) throw new SourceError('ALO', 'CONTRACT', { detail: 'unexpected form fields' });
  return { name, value: formFields.get(name) ?? null, found };
}
