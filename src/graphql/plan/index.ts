/** The upstream-call plan: which calls a query may make, told from its document, its variables and what is cached. */
import { type GraphQLSchema, getVariableValues } from 'graphql';
import { LRUCache } from 'lru-cache';
import { planRules } from '../../resolvers/plan.ts';
import type { PlanContext } from '../../resolvers/plan-rule.ts';
import type { Plan } from '../../sources/demand.ts';
import type { Look } from '../../sources/watch.ts';
import type { OperationRequest } from '../limits/argument-values.ts';
import { readListSizes } from '../limits/cost-directives.ts';
import { createRequestKeys } from '../limits/request-keys.ts';
import { demandsOf } from './evaluate.ts';
import { planOf } from './merge.ts';
import { createStructures } from './structure.ts';

export type { Plan, PlannedCalls } from '../../sources/demand.ts';

/** Makes the plan of a request that is within the limits. Makes no call. */
export type MakePlan = (request: OperationRequest, context: PlanContext) => Promise<Plan>;

/** So many looks and names of fields of all plans are remembered. */
const MAX_PARTS = 50_000;

const NOTHING: Plan = { calls: [], price: { min: 0, max: 0 }, maxima: new Map(), costliest: undefined };

/**
 * Returns the function that makes plans for one schema: the one without the steps of the engine. `walked` is called where an
 * operation is not remembered.
 */
export function createPlanning(schema: GraphQLSchema, walked?: () => void): MakePlan {
  const structureOf = createStructures(schema, planRules, walked);
  const sizes = readListSizes(schema);
  const keyOf = createRequestKeys();
  const remembered = new LRUCache<string, Remembered>({ maxSize: MAX_PARTS, sizeCalculation: partsOf });
  return async (request, context) => {
    const requestKey = keyOf(request);
    const key = requestKey && `${[...context.scopes].join()} ${requestKey}`;
    const known = key === undefined ? undefined : remembered.get(key);
    if (known?.looks.every((isSame) => isSame())) return known.plan;
    const plan = await make(request, context);
    if (key !== undefined) remembered.set(key, { plan, looks: [...context.looks] });
    return plan;
  };

  async function make(request: OperationRequest, context: PlanContext): Promise<Plan> {
    const { document, operation, variables = {} } = request;
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    const root = coerced && structureOf(document, operation, coerced);
    // A request whose variables are bad makes no call.
    if (!root) return NOTHING;
    return planOf(await demandsOf(root, { schema, sizes, request, variables: coerced, context }), context);
  }
}

/** A plan, and what it was made of: it is good as long as each look shows the same. */
interface Remembered {
  readonly plan: Plan;
  readonly looks: readonly Look[];
}

const partsOf = ({ plan, looks }: Remembered): number =>
  plan.calls.reduce((sum, { fields }) => sum + fields.length, 1 + looks.length);

/** The plan as `extensions.teamgraph` shows it. */
export interface PlanReport {
  readonly plan: Plan['calls'];
  readonly price: Plan['price'];
}

export const planReport = ({ calls, price }: Plan): PlanReport => ({ plan: calls, price });
