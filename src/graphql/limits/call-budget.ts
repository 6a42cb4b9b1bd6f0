/** The budget of upstream calls: how many a query may need, and those that it reserves before it starts. */
import { type DocumentNode, Kind, visit } from 'graphql';
import { formatNumber } from '../../format-number.ts';
import { oncePerObject } from '../../once.ts';
import type { Plan, PlannedCalls } from '../../sources/demand.ts';
import type { PlanMode } from '../plan/header.ts';
import { LimitError, rejection } from './limit-error.ts';

export interface BudgetContext {
  readonly planMode: PlanMode | undefined;
  /** Undefined for a query of this process itself, which has no limit. */
  readonly acquire?: unknown;
  plan(): Promise<Plan>;
  /** Remembers what is left of the rate limits. */
  rateLimits(): unknown;
  readonly budget: {
    isTight(): boolean;
    reserve(calls: readonly PlannedCalls[]): void;
    giveBack(): void;
  };
}

/** The field that reports what the query costs and what is left: that must be known before its calls change it. */
const RATE_LIMIT = 'rateLimit';

const selectsRateLimit = oncePerObject((document: DocumentNode): boolean => {
  let isSelected = false;
  visit(document, {
    [Kind.FIELD]: ({ name: { value } }) => {
      isSelected ||= value === RATE_LIMIT;
    },
  });
  return isSelected;
});

/**
 * Rejects a query that may need more than `callsPerQuery` calls. While calls are scarce, reserves those that it certainly
 * makes. Where neither matters, no plan is made. A request for the plan alone makes no call.
 */
export async function keepBudget(context: BudgetContext, document: DocumentNode, callsPerQuery: number): Promise<void> {
  const { planMode, acquire, budget } = context;
  if (planMode === 'ONLY') return;
  if (acquire && callsPerQuery !== Number.POSITIVE_INFINITY) {
    const plan = await context.plan();
    if (plan.price.max > callsPerQuery) throw callsError(plan, callsPerQuery);
  }
  if (selectsRateLimit(document)) {
    context.rateLimits();
    await context.plan();
  }
  if (budget.isTight()) budget.reserve((await context.plan()).calls);
}

function callsError({ price: { max }, costliest }: Plan, limit: number) {
  const field = costliest?.field;
  const most = costliest ? `, ${formatNumber(costliest.max)} of them for "${field}"` : '';
  const sentence = `The query may need ${formatNumber(max)} calls to the sources${most}; the limit is ${formatNumber(limit)}.`;
  const message = `${sentence} Request less.`;
  return rejection(new LimitError(message, 'COST_EXCEEDED', { calls: max, limit, field }));
}
