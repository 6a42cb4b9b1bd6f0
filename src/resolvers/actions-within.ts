/** The actions of a range, across periods, and whose they are: found once for the whole request. */
import type { GraphQLResolveInfo } from 'graphql';
import { plainNameKey } from '../people/names.ts';
import type { User } from '../people/user.ts';
import type { Action } from '../sources/alo/model.ts';
import { isWithin, mayBeName, type Range } from '../sources/values.ts';
import { type Context, reportRows } from './context.ts';
import { formFieldsOfRequest } from './form-fields.ts';
import { overlaps } from './periods.ts';

type Role = 'ASSIGNED' | 'CREATED' | null | undefined;

interface ActionsWithin {
  readonly actions: readonly Action[];
  readonly complete: boolean;
  readonly notes: readonly string[];
  /** The positions of the rows that could not be read. */
  readonly rejected: readonly number[];
}

/** Every action of the periods that overlap a range, whenever it was created. Rows that could not be read are reported. */
export async function actionsWithin(range: Range, context: Context, info: GraphQLResolveInfo): Promise<ActionsWithin> {
  const found = await context.shared({
    key: JSON.stringify(['actionsWithin', range]),
    answer: () => findActions(range, context, formFieldsOfRequest(info)),
  });
  reportRows(context, info, 'ALO', found.rejected);
  return found;
}

async function findActions(range: Range, context: Context, formFields: readonly string[]): Promise<ActionsWithin> {
  const alo = context.alo();
  const periods = await alo.periods();
  await context.slices.spendRows(periods.rows.length);
  const overlapping = periods.rows.filter((period) => overlaps(period, range));
  const lists = await Promise.all(overlapping.map(({ sourceId }) => alo.actions(sourceId, formFields)));
  const found = lists.filter((list) => list !== null);
  const actions = found.flatMap(({ rows }) => rows);
  await context.slices.spendRows(actions.length);
  return {
    actions,
    complete: [periods, ...found].every(({ complete }) => complete),
    notes: found.flatMap(({ notes }) => notes),
    rejected: [periods, ...found].flatMap(({ rejected }) => rejected),
  };
}

/** The actions created in a range under names that are linked to the person, by creation, then number. */
export async function actionsOf(
  user: User,
  asked: { readonly range: Range; readonly role: Role },
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Omit<ActionsWithin, 'rejected'>> {
  const found = await actionsWithin(asked.range, context, info);
  const { byPerson, unlinkedNames } = await context.shared({
    key: JSON.stringify(['actionsByPerson', asked]),
    answer: () => indexByPerson(found.actions, asked, context),
  });
  const people = await context.people();
  return {
    actions: byPerson.get(user.key) ?? [],
    complete: found.complete && !people.hasNameIn(user, unlinkedNames),
    notes: found.notes,
  };
}

interface PersonIndex {
  /** By the key of the user. */
  readonly byPerson: ReadonlyMap<string, readonly Action[]>;
  /** Names that no person is linked to, as `plainNameKey` has them. */
  readonly unlinkedNames: ReadonlySet<string>;
}

async function indexByPerson(
  actions: readonly Action[],
  { range, role }: { readonly range: Range; readonly role: Role },
  context: Context,
): Promise<PersonIndex> {
  const people = await context.people();
  await context.slices.spendRows(actions.length);
  const byPerson = new Map<string, Action[]>();
  const unlinkedNames = new Set<string>();
  const inRange = actions.filter(({ createdAt }) => createdAt !== null && isWithin(range, createdAt)).sort(byCreation);
  for (const action of inRange) {
    const users = new Set<string>();
    for (const name of namesIn(action, role)) {
      const { user } = people.matchName(name);
      if (user) users.add(user.key);
      else if (mayBeName(name)) unlinkedNames.add(plainNameKey(name));
    }
    for (const key of users) {
      const theirs = byPerson.get(key);
      if (theirs) theirs.push(action);
      else byPerson.set(key, [action]);
    }
  }
  return { byPerson, unlinkedNames };
}

/** The names that an action shows: of who created it, of those it was assigned to, or of both. */
export const namesIn = ({ createdByName, assigneeNames }: Action, role: Role = null): readonly string[] => [
  ...(role === 'ASSIGNED' || createdByName === null ? [] : [createdByName]),
  ...(role === 'CREATED' ? [] : (assigneeNames ?? [])),
];

const byCreation = (a: Action, b: Action): number =>
  (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0) || (a.number ?? 0) - (b.number ?? 0);

/** The names that actions of the request show each person under, where an equal full name links them. */
export async function namesByPerson(context: Context): Promise<ReadonlyMap<string, readonly string[]>> {
  const people = await context.people();
  const names = await context.aloNamesRead();
  return context.shared({
    key: JSON.stringify(['namesByPerson', names.size]),
    answer: async () => {
      await context.slices.spendRows(names.size);
      const linked = [...names].sort().flatMap((name) => {
        const match = people.matchName(name);
        return match.rule === 'NAME' ? [{ name, key: match.user.key }] : [];
      });
      const groups = Map.groupBy(linked, ({ key }) => key);
      return new Map([...groups].map(([key, theirs]) => [key, theirs.map(({ name }) => name)]));
    },
  });
}
