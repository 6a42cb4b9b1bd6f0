/** The upstream-call plan: which calls a query may make, told from its document, its variables and what is cached. */
import type { GraphQLSchema } from 'graphql';
import type { Plan } from '../../sources/demand.ts';
import type { OperationRequest } from '../limits/argument-values.ts';
import type { RequestContext } from '../request-context.ts';

export type { Plan, PlannedCalls } from '../../sources/demand.ts';

/** Makes the plan of a request that is within the limits. Makes no call. */
export type MakePlan = (request: OperationRequest, context: RequestContext) => Promise<Plan>;

/** Returns the function that makes plans for one schema. */
export function createPlanning(_schema: GraphQLSchema): MakePlan {
  return async () => ({ calls: [], price: { min: 0, max: 0 }, costliest: undefined });
}

/** The plan as `extensions.teamgraph` shows it. */
export interface PlanReport {
  readonly plan: Plan['calls'];
  readonly price: Plan['price'];
}

export const planReport = ({ calls, price }: Plan): PlanReport => ({ plan: calls, price });
