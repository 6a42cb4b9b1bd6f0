/** Asks the server what a query would cost. That runs nothing and calls no source. */
import type { PlannedCalls } from '../panel/report.ts';

/** A query as its tab has it. */
export interface Question {
  readonly query: string;
  /** JSON, or empty. */
  readonly variables: string;
  readonly operationName: string | undefined;
}

export interface Pricing {
  readonly plan: readonly PlannedCalls[];
  /** Why the server would not run the query. */
  readonly refusal?: string;
}

interface PlanAnswer {
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: { readonly teamgraph?: { readonly plan?: readonly PlannedCalls[] } };
}

interface AskOptions {
  readonly url: string;
  /** The value of that header; undefined for none. */
  readonly authorization: string | undefined;
  readonly signal: AbortSignal;
}

/** Undefined where the query has no price: it is invalid, or the server did not tell one. */
export async function askPrice(question: Question, options: AskOptions): Promise<Pricing | undefined> {
  try {
    const { errors = [], extensions } = await send(question, options);
    const plan = extensions?.teamgraph?.plan;
    const refusal = errors.find((error) => error.extensions?.code === 'COST_EXCEEDED')?.message;
    if (refusal !== undefined) return { plan: plan ?? [], refusal };
    return errors.length === 0 && plan ? { plan } : undefined;
  } catch {
    return undefined;
  }
}

/** Rejects where the variables are no JSON, where the request is aborted, and where the answer is no JSON. */
async function send({ query, variables, operationName }: Question, options: AskOptions): Promise<PlanAnswer> {
  const { url, authorization, signal } = options;
  const body = JSON.stringify({ query, operationName, variables: JSON.parse(variables.trim() || '{}') });
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      // Of this type an invalid query is answered with 200, so that it is no failure in the browser's console.
      accept: 'application/json',
      'teamgraph-plan': 'only',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body,
    signal,
  });
  return (await response.json()) as PlanAnswer;
}
