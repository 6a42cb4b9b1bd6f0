/** The names of people that an action shows. Pure. */
import type { ActionRole } from '../generated/resolvers.ts';
import type { Action } from '../sources/alo/model.ts';

export type Role = ActionRole | null | undefined;

/** The names that an action shows: of its creator, of its assignees, or of both. */
export const namesIn = ({ createdByName, assigneeNames }: Action, role: Role = null): readonly string[] => [
  ...(role === 'ASSIGNED' || createdByName === null ? [] : [createdByName]),
  ...(role === 'CREATED' ? [] : (assigneeNames ?? [])),
];

/** Whether `namesIn` has all names of an action, as far as ALO knows. */
export const areNamesKnown = ({ isCreatorKnown, areAssigneesKnown }: Action, role: Role = null): boolean =>
  (role === 'ASSIGNED' || isCreatorKnown) && (role === 'CREATED' || areAssigneesKnown);
