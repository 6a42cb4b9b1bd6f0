/** Reads the trace of an answer from the text of the answer. */

/** One read of a source, as `extensions.teamgraph.calls` has it. */
export interface Call {
  readonly source: string;
  readonly endpoint: string;
  readonly startMs: number;
  readonly waitMs: number;
  /** The whole duration, the wait included. */
  readonly ms: number;
  readonly attempts: number;
  readonly cache: 'MISS' | 'FRESH' | 'STALE' | 'SHARED';
  readonly ageMs: number;
  readonly rows: number | null;
  /** The code of its failure. */
  readonly code?: string;
}

export interface StaleField {
  readonly path: readonly (string | number)[];
  readonly source: string;
  readonly ageMs: number;
  readonly reason: string;
}

/** The state of a source when the query was answered. */
export interface SourceState {
  readonly source: string;
  /** Calls a minute; null for no limit, and then `left` is null as well. */
  readonly limit: number | null;
  readonly left: number | null;
  readonly parkedMs: number;
  readonly breaker: string;
}

/** When to retry after an error. */
export interface Retry {
  readonly source: string;
  readonly code: string;
  readonly retryAfterMs: number;
}

/** The calls to one endpoint of a source that a query may make, as `extensions.teamgraph.plan` has them. */
export interface PlannedCalls {
  readonly source: string;
  readonly endpoint: string;
  readonly min: number;
  readonly max: number;
  /** The reads that the cache answers without a call. */
  readonly cached: number;
  /** The fields that cause the calls, as paths of the answer. */
  readonly fields: readonly string[];
  /** What `max` depends on, in words; null where it is exact. */
  readonly bound: string | null;
}

export interface Report {
  /** How long the whole query took. */
  readonly ms: number;
  /** Undefined where the answer has none. */
  readonly plan?: readonly PlannedCalls[];
  readonly calls: readonly Call[];
  readonly stale: readonly StaleField[];
  /** The configured ones. */
  readonly sources: readonly SourceState[];
  readonly hasErrors: boolean;
  /** One for each error that has `retryAfterMs`. */
  readonly retries: readonly Retry[];
}

/** Why the request was rejected, and when to retry. */
export interface Rejection {
  readonly message: string;
  readonly code?: string;
  readonly retryAfterMs?: number;
}

export type Outcome =
  /** There is no answer yet. */
  | { readonly kind: 'NONE' }
  /** The request failed before any source was called. */
  | ({ readonly kind: 'REJECTED' } & Rejection)
  /** The answer has no trace. */
  | { readonly kind: 'UNTRACED' }
  | { readonly kind: 'ANSWERED'; readonly report: Report };

interface AnswerError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly teamgraph?: Partial<Retry> };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly AnswerError[];
  readonly extensions?: { readonly teamgraph?: Partial<Report> };
}

/** `text` is the content of the result pane: JSON, or empty. */
export function readAnswer(text: string): Outcome {
  if (text.trim() === '') return { kind: 'NONE' };
  const { data, errors = [], extensions } = parse(text);
  const { calls = [], stale = [], sources = [], ms, plan } = extensions?.teamgraph ?? {};
  const [error] = errors;
  if (error && data == null && calls.length === 0) {
    const { code, teamgraph } = error.extensions ?? {};
    return { kind: 'REJECTED', message: error.message, code, retryAfterMs: teamgraph?.retryAfterMs };
  }
  if (!extensions?.teamgraph) return { kind: 'UNTRACED' };
  return {
    kind: 'ANSWERED',
    report: {
      calls,
      stale,
      sources,
      ms: ms ?? lastEndOf(calls),
      plan,
      hasErrors: errors.length > 0,
      retries: errors.flatMap(retriesOf),
    },
  };
}

/** Why an answer is stale; known only for the oldest stale answer of each source in a field. */
export const reasonFor = (call: Call, stale: readonly StaleField[]): string | undefined =>
  stale.find(({ source, ageMs }) => source === call.source && ageMs === call.ageMs)?.reason;

const lastEndOf = (calls: readonly Call[]): number => Math.max(0, ...calls.map(({ startMs, ms }) => startMs + ms));

function retriesOf({ extensions: { code, teamgraph: { source, retryAfterMs } = {} } = {} }: AnswerError): Retry[] {
  return code === undefined || source === undefined || retryAfterMs === undefined
    ? []
    : [{ source, code, retryAfterMs }];
}

function parse(text: string): Answer {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
