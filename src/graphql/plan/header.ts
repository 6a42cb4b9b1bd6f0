/** The request header `teamgraph-plan`. */

export const PLAN_HEADER = 'teamgraph-plan';

/** ONLY: the plan instead of an answer, without a call. ON: the plan beside the answer. */
export type PlanMode = 'ONLY' | 'ON';

/** Undefined without the header, and for a value that it does not have. */
export function planModeOf(value: string | readonly string[] | undefined): PlanMode | undefined {
  if (value === 'only') return 'ONLY';
  return value === 'on' ? 'ON' : undefined;
}
