/** The actions of all periods in a range that meet the conditions of a filter. */
import type { GraphQLResolveInfo } from 'graphql';
import type { ActionFilter, ActionOrder } from '../generated/resolvers.ts';
import type { Action } from '../sources/alo/model.ts';
import type { OpenRange } from '../sources/instants.ts';
import { jsonOf } from '../sources/keys.ts';
import {
  type CheckedConditions,
  checkedConditions,
  type MatchingActions,
  matchingActions,
  testOf,
} from './action-filter.ts';
import { actionsWithin } from './actions-within.ts';
import type { Context } from './context.ts';
import { checkedRange, type Present } from './input.ts';

interface FoundActions {
  readonly actions: readonly Action[];
  readonly complete: boolean;
  readonly notes: readonly string[];
}

/** A filter of actions, checked. */
export interface ActionSelection {
  readonly range: OpenRange;
  readonly conditions: CheckedConditions;
}

export const actionSelection = ({ range, ...conditions }: ActionFilter, present: Present): ActionSelection => ({
  range: checkedRange(range, 'filter.range', present),
  conditions: checkedConditions(conditions, 'filter', present),
});

/** Computed once for each filter of a request. */
export async function actionsMatching(
  { range, conditions }: ActionSelection,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<FoundActions> {
  const found = await actionsWithin(range, context, info);
  const { actions, mayLackSome } = await context.computeOnce<MatchingActions>({
    key: `actionsMatching ${jsonOf({ range, conditions })}`,
    answer: async () => {
      await context.slices.spendRows(found.actions.length);
      return context.slices.work(matchingActions(found.actions, await testOf(conditions, range, context)));
    },
  });
  return { actions, complete: found.complete && !mayLackSome, notes: found.notes };
}

const VALUE_OF: Readonly<Record<ActionOrder['field'], (action: Action) => number | null>> = {
  CREATED_AT: ({ createdAt }) => createdAt?.getTime() ?? null,
  CLOSED_AT: ({ closedAt }) => closedAt?.getTime() ?? null,
  NUMBER: ({ number }) => number,
};

/** Compares by the value of the order, then by number, then by period. Actions without the value come last in both directions. */
export function compareBy({ field, direction }: ActionOrder): (a: Action, b: Action) => number {
  const valueIn = VALUE_OF[field];
  const sign = direction === 'ASC' ? 1 : -1;
  return (a, b) => {
    const [left, right] = [valueIn(a), valueIn(b)];
    const byValue =
      left === null || right === null ? Number(left === null) - Number(right === null) : sign * (left - right);
    return (
      byValue ||
      (a.number ?? 0) - (b.number ?? 0) ||
      compareIds(a.periodId, b.periodId) ||
      compareIds(a.sourceId, b.sourceId)
    );
  };
}

/** Ids are whole numbers of any length, as texts. */
const compareIds = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : Number(a > b));
