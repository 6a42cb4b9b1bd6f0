/** The actions in a range, across periods, and the people they belong to. Computed once for each request. */
import type { GraphQLResolveInfo } from 'graphql';
import { SourceError } from '../errors.ts';
import { plainNameKey } from '../people/names.ts';
import type { People } from '../people/people.ts';
import type { User } from '../people/user.ts';
import type { Action } from '../sources/alo/model.ts';
import { mayBeName } from '../sources/folding.ts';
import { isWithin, type OpenRange } from '../sources/instants.ts';
import { jsonOf } from '../sources/keys.ts';
import { mapInPieces, type Pieces, sortInPieces } from '../time/pieces.ts';
import { type Awaitable, whenReady } from '../time/ready.ts';
import { type CheckedConditions, matchingActions, testOf } from './action-filter.ts';
import { areNamesKnown, namesIn, type Role } from './action-names.ts';
import { type Context, reportRows } from './context.ts';
import { formFieldsOfRequest } from './form-fields.ts';
import { overlaps } from './periods.ts';

interface ActionsWithin {
  readonly actions: readonly Action[];
  readonly complete: boolean;
  readonly notes: readonly string[];
  /** The positions of the rows that could not be read. */
  readonly unreadable: readonly number[];
  /** Why the actions of some periods could not be read. */
  readonly failures: readonly SourceError[];
}

/** All actions of the periods that overlap a range, whenever they were created. Reports what could not be read. */
export function actionsWithin(range: OpenRange, context: Context, info: GraphQLResolveInfo): Awaitable<ActionsWithin> {
  const actions = context.computeOnce({
    key: `actionsWithin ${jsonOf(range)}`,
    answer: () => findActions(range, context, formFieldsOfRequest(info)),
  });
  return whenReady(actions, (found) => {
    reportRows(context, info, 'ALO', found.unreadable);
    for (const failure of found.failures) context.reportPart(info, failure);
    return found;
  });
}

async function findActions(range: OpenRange, context: Context, formFields: readonly string[]): Promise<ActionsWithin> {
  const alo = context.alo();
  const periods = await alo.periodsAround(range);
  await context.slices.spendRows(periods.rows.length);
  const placed = periods.rows.map((period) => ({ period, isIn: overlaps(period, range) }));
  const ids = placed.flatMap(({ period, isIn }) => (isIn ? period.sourceId : []));
  const { answers, failures } = await readEach(ids, (id) => alo.actions(id, formFields));
  const found = answers.filter((list) => list !== null);
  const actions = found.flatMap(({ rows }) => rows);
  await context.slices.spendRows(actions.length);
  return {
    actions,
    complete:
      failures.length === 0 &&
      placed.every(({ isIn }) => isIn !== null) &&
      [periods, ...found].every(({ complete }) => complete),
    notes: found.flatMap(({ notes }) => notes),
    unreadable: [periods, ...found].flatMap(({ unreadable }) => unreadable),
    failures,
  };
}

interface EachRead<Answer> {
  readonly answers: readonly Answer[];
  /** The failures that concern only one read. */
  readonly failures: readonly SourceError[];
}

/**
 * Reads each id. A read whose answer cannot be used is a failure beside the others. If ALO itself cannot be called, throws that
 * error, but only once every call that was sent is answered: those answers are cached, so the next attempt gets further.
 */
async function readEach<Answer>(
  ids: readonly string[],
  read: (id: string) => Awaitable<Answer>,
): Promise<EachRead<Answer>> {
  const settled = await Promise.allSettled(ids.map(async (id) => read(id)));
  const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const reasons: readonly unknown[] = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  const [common] = reasons.filter((reason) => !isOfOneRead(reason)).sort((a, b) => waitOf(a) - waitOf(b));
  if (common) throw common;
  const failures = reasons.filter(isOfOneRead);
  if (answers.length === 0) for (const failure of failures) throw failure;
  return { answers, failures };
}

/** Whether a failure concerns one read, and not ALO as a whole. */
const isOfOneRead = (reason: unknown): reason is SourceError =>
  reason instanceof SourceError && ['CONTRACT', 'REFUSED', 'TRUNCATED'].includes(reason.reason);

/** In milliseconds. The shortest wait is thrown, because at least one more call can be sent then; unknown errors come first. */
const waitOf = (reason: unknown): number => (reason instanceof SourceError ? (reason.context.retryAfterMs ?? 0) : -1);

/** Actions in a range: those created in it, or those that meet conditions with a range of their own for the closing. */
interface ActionSelection {
  readonly range: OpenRange;
  readonly role: Role;
  readonly conditions: CheckedConditions | null;
}

/** The selected actions under names that are linked to the user, by creation, then number. */
export function actionsOf(
  user: User,
  selection: ActionSelection,
  people: People,
  context: Context,
  info: GraphQLResolveInfo,
): Awaitable<Pick<ActionsWithin, 'actions' | 'complete' | 'notes'>> {
  return whenReady(actionsWithin(selection.range, context, info), (found) => {
    const indexed = context.computeOnce({
      key: `actionsByPerson ${jsonOf(selection)}`,
      answer: async () => {
        await context.slices.spendRows(found.actions.length);
        const { conditions, range } = selection;
        const test = conditions && (await testOf(conditions, null, context));
        const { actions, mayLackSome } = test
          ? await context.slices.work(matchingActions(found.actions, test))
          : { actions: found.actions, mayLackSome: false };
        const created = conditions?.closed ? null : range;
        const byPerson = await context.slices.work(indexByPerson(actions, created, selection.role, people));
        return { ...byPerson, mayLackSome };
      },
    });
    return whenReady(indexed, ({ byPerson, undated, unlinkedNames, hasUnknownNames, mayLackSome }) => ({
      actions: byPerson.get(user.key) ?? [],
      complete:
        found.complete &&
        !mayLackSome &&
        !hasUnknownNames &&
        !undated.has(user.key) &&
        !people.hasNameIn(user, unlinkedNames),
      notes: found.notes,
    }));
  });
}

interface PersonIndex {
  /** By the key of the user. */
  readonly byPerson: ReadonlyMap<string, readonly Action[]>;
  /** The keys of users with actions whose time of creation is unknown. */
  readonly undated: ReadonlySet<string>;
  /** The `plainNameKey`s of names that are not linked. */
  readonly unlinkedNames: ReadonlySet<string>;
  /** Whether ALO left out names of an action, which may belong to any user. */
  readonly hasUnknownNames: boolean;
}

/** `created` is the range of creation; null for any time. */
function* indexByPerson(
  actions: readonly Action[],
  created: OpenRange | null,
  role: Role,
  people: People,
): Pieces<PersonIndex> {
  const byPerson = new Map<string, Action[]>();
  const undated = new Set<string>();
  const unlinkedNames = new Set<string>();
  const mayBeInRange = yield* sortInPieces(
    actions.filter(({ createdAt }) => !created || !createdAt || isWithin(created, createdAt)),
    byCreation,
  );
  for (const action of mayBeInRange) {
    const users = new Set<string>();
    for (const name of namesIn(action, role)) {
      const { user } = people.matchName(name);
      if (user) users.add(user.key);
      else if (mayBeName(name)) unlinkedNames.add(plainNameKey(name));
    }
    for (const key of users) {
      const theirs = byPerson.get(key);
      if (created && !action.createdAt) undated.add(key);
      else if (theirs) theirs.push(action);
      else byPerson.set(key, [action]);
    }
    yield;
  }
  const hasUnknownNames = mayBeInRange.some((action) => !areNamesKnown(action, role));
  return { byPerson, undated, unlinkedNames, hasUnknownNames };
}

const byCreation = (a: Action, b: Action): number =>
  (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0) || (a.number ?? 0) - (b.number ?? 0);

/** The names of each user in the actions that this request reads, where an equal full name links them. By key. */
export async function namesByPerson(context: Context): Promise<ReadonlyMap<string, readonly string[]>> {
  const people = await context.people();
  const names = await context.aloNamesRead();
  return context.computeOnce({
    key: JSON.stringify(['namesByPerson', names.size]),
    answer: async () => {
      await context.slices.spendRows(names.size);
      const matches = await context.slices.work(
        mapInPieces([...names].sort(), (name) => ({ name, match: people.matchName(name) })),
      );
      const linked = matches.flatMap(({ name, match }) =>
        match.rule === 'NAME' ? [{ name, key: match.user.key }] : [],
      );
      const groups = Map.groupBy(linked, ({ key }) => key);
      return new Map([...groups].map(([key, theirs]) => [key, theirs.map(({ name }) => name)]));
    },
  });
}
