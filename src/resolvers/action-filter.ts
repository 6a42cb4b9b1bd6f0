/** The conditions of a filter of actions. What a row cannot answer is left out, and the list is not complete. */
import { BadInputError } from '../errors.ts';
import type { ActionConditions } from '../generated/resolvers.ts';
import { plainNameKey } from '../people/names.ts';
import type { People } from '../people/people.ts';
import type { User } from '../people/user.ts';
import { fromGlobalId } from '../relay/global-id.ts';
import type { Action } from '../sources/alo/model.ts';
import { mayBeName } from '../sources/folding.ts';
import { isWithin, type OpenRange } from '../sources/instants.ts';
import type { Pieces } from '../time/pieces.ts';
import { areNamesKnown, namesIn } from './action-names.ts';
import type { Context } from './context.ts';
import { maybeRange, type Present } from './input.ts';
import { userByKey } from './lookup.ts';

/** Whether an action meets a condition; null if the row lacks what the condition needs. */
type Test = (action: Action) => boolean | null;

/** Conditions that were checked before any source is called. */
export interface CheckedConditions {
  readonly closed: OpenRange | null;
  readonly states: readonly string[] | null;
  readonly classifications: readonly string[] | null;
  readonly channels: readonly string[] | null;
  /** The keys of users; null for no condition. */
  readonly assignees: readonly string[] | null;
  readonly creators: readonly string[] | null;
}

/** Throws a `BadInputError` that names the argument. */
export function checkedConditions(
  conditions: ActionConditions | null | undefined,
  argument: string,
  present: Present,
): CheckedConditions {
  const { closed, states, classifications, channels, assigneeIds, creatorIds } = conditions ?? {};
  const keysOf = (ids: readonly string[] | null | undefined, name: string) =>
    ids ? [...new Set(ids.map((id) => userKey(id, `${argument}.${name}`)))] : null;
  return {
    closed: maybeRange(closed, `${argument}.closed`, present),
    states: states ?? null,
    classifications: classifications ?? null,
    channels: channels ?? null,
    assignees: keysOf(assigneeIds, 'assigneeIds'),
    creators: keysOf(creatorIds, 'creatorIds'),
  };
}

function userKey(id: string, argument: string): string {
  const { type, key } = fromGlobalId(id, argument);
  if (type !== 'User') throw new BadInputError(argument, 'expected the ids of Users.');
  return key;
}

/** The test of conditions: it may read people. `created` is the range of creation, unless the conditions say when closed. */
export async function testOf(
  { closed, states, classifications, channels, assignees, creators }: CheckedConditions,
  created: OpenRange | null,
  context: Context,
): Promise<Test> {
  const tests: Test[] = [
    closed
      ? ({ closedAt }) => closedAt !== null && isWithin(closed, closedAt)
      : ({ createdAt }) => created === null || (createdAt === null ? null : isWithin(created, createdAt)),
  ];
  if (states) tests.push(({ state }) => (state === null ? null : states.includes(state)));
  if (classifications) tests.push(isAmong(classifications, ({ classification }) => classification));
  if (channels) tests.push(isAmong(channels, ({ channel }) => channel));
  if (assignees) tests.push(await isOf(assignees, 'ASSIGNED', context));
  if (creators) tests.push(await isOf(creators, 'CREATED', context));
  return (action) => {
    let isKnown = true;
    for (const test of tests) {
      const isMet = test(action);
      if (isMet === false) return false;
      isKnown &&= isMet !== null;
    }
    return isKnown || null;
  };
}

const isAmong =
  (values: readonly string[], valueIn: (action: Action) => string | null): Test =>
  (action) => {
    const value = valueIn(action);
    return value !== null && values.includes(value);
  };

/** Whether one of these users has the role. A name that is not linked may be theirs. */
async function isOf(keys: readonly string[], role: 'ASSIGNED' | 'CREATED', context: Context): Promise<Test> {
  const found = await Promise.all(keys.map((key) => userByKey(context, key)));
  const users = found.filter((user) => user !== null);
  const people = await context.people();
  const theirs = new Set(users.map(({ key }) => key));
  return (action) => {
    const unlinked = new Set<string>();
    for (const name of namesIn(action, role)) {
      const { user } = people.matchName(name);
      if (user && theirs.has(user.key)) return true;
      if (!user && mayBeName(name)) unlinked.add(plainNameKey(name));
    }
    const mayBeTheirs = users.length > 0 && (!areNamesKnown(action, role) || hasAnyName(users, unlinked, people));
    return mayBeTheirs ? null : false;
  };
}

const hasAnyName = (users: readonly User[], names: ReadonlySet<string>, people: People): boolean =>
  names.size > 0 && users.some((user) => people.hasNameIn(user, names));

export interface MatchingActions {
  readonly actions: readonly Action[];
  /** Whether an action was left out that may match. */
  readonly mayLackSome: boolean;
}

/** The actions that pass a test, in pieces. */
export function* matchingActions(actions: readonly Action[], test: Test): Pieces<MatchingActions> {
  const matching: Action[] = [];
  let mayLackSome = false;
  for (const action of actions) {
    const isMatch = test(action);
    if (isMatch) matching.push(action);
    mayLackSome ||= isMatch === null;
    yield;
  }
  return { actions: matching, mayLackSome };
}
