/** Resolvers of people.graphql. */
import type {
  PeopleHealthConflictsArgs,
  PeopleHealthResolvers,
  PeopleHealthUnlinkedNamesArgs,
  Resolvers,
} from '../generated/resolvers.ts';
import type { NoMatchReason } from '../people/match.ts';
import type { People } from '../people/people.ts';
import { IDENTITY_RULES } from '../people/user.ts';
import { wholePageOf, windowOf } from '../relay/connection.ts';
import type { Action } from '../sources/alo/model.ts';
import { mapInPieces, type Pieces, sortInPieces } from '../time/pieces.ts';
import { whenReady } from '../time/ready.ts';
import { areNamesKnown, namesIn } from './action-names.ts';
import { actionsWithin } from './actions-within.ts';
import { checkedRange, type Present } from './input.ts';
import type { AloName } from './models.ts';

export const people: Pick<Resolvers, 'PeopleHealth' | 'UnseenDirectory'> = {
  UnseenDirectory: {
    code: ({ error }) => error.code,
  },
  PeopleHealth: {
    total: ({ users }) => users.length,
    links: ({ users }) => {
      const rules = users.flatMap(({ identities }) => identities.map(({ rule }) => rule));
      return IDENTITY_RULES.map((rule) => ({ rule, count: rules.filter((one) => one === rule).length }));
    },
    // Asked for again, so that the reads count for the list, too.
    conflicts: (_, args, context) => whenReady(context.people(), (people) => conflictsOf(people, args)),
    unlinkedNames: namesWithout('unlinkedNames', ['UNKNOWN', 'KEPT_APART', 'UNSEEN']),
    ambiguousNames: namesWithout('ambiguousNames', ['AMBIGUOUS']),
  },
};

/** The page of the conflicts that the arguments request. */
export function conflictsOf({ conflicts }: Pick<People, 'conflicts'>, args: PeopleHealthConflictsArgs) {
  const page = wholePageOf(['PeopleHealth.conflicts'], args);
  return Object.assign(
    windowOf(page, conflicts, ({ users }) => users.map(({ key }) => key).join()),
    { totalCount: conflicts.length },
  );
}

/** A resolver of the names that are not linked for one of these reasons. */
function namesWithout(
  field: string,
  reasons: readonly NoMatchReason[],
): NonNullable<PeopleHealthResolvers['unlinkedNames']> {
  return async (_, args, context, info) => {
    const { within, page } = namesRequest(field, args, context);
    const people = await context.people();
    const { actions, complete: isWhole } = await actionsWithin(within, context, info);
    const complete = isWhole && actions.every((action) => areNamesKnown(action));
    const found = await context.slices.work(findNames(actions, reasons, people));
    return Object.assign(
      windowOf(page, found, ({ name }) => name),
      { totalCount: complete ? found.length : null, complete },
    );
  };
}

/** The arguments of a list of names, checked. */
export function namesRequest(field: string, { range, ...page }: PeopleHealthUnlinkedNamesArgs, present: Present) {
  const within = checkedRange(range, 'range', present);
  return { within, page: wholePageOf([`PeopleHealth.${field}`, range], page) };
}

function* findNames(
  actions: readonly Action[],
  reasons: readonly NoMatchReason[],
  people: People,
): Pieces<readonly AloName[]> {
  const namesOfEach = yield* mapInPieces(actions, (action) => namesIn(action));
  const uses = Map.groupBy(namesOfEach.flat(), (name) => name);
  const matches = yield* mapInPieces(
    uses,
    ([name, { length }]): AloName => ({ name, uses: length, match: people.matchName(name) }),
  );
  return yield* sortInPieces(
    matches.filter(({ match }) => match.reason !== null && reasons.includes(match.reason)),
    (a, b) => b.uses - a.uses || (a.name < b.name ? -1 : 1),
  );
}
