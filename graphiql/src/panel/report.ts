/** What an answer says of its own cost, found in the text of the answer. Draws nothing. */

/** One logical read of a source; README.md says what each part means. */
export interface Call {
  readonly source: string;
  readonly endpoint: string;
  readonly startMs: number;
  readonly waitMs: number;
  /** With the wait. */
  readonly ms: number;
  readonly attempts: number;
  readonly cache: 'MISS' | 'FRESH' | 'STALE' | 'SHARED';
  readonly ageMs: number;
  readonly rows: number | null;
  /** Where it brought nothing. */
  readonly code?: string;
}

export interface StaleField {
  readonly path: readonly (string | number)[];
  readonly source: string;
  readonly ageMs: number;
  readonly reason: string;
}

/** How a source was doing when the query was answered. */
export interface SourceState {
  readonly source: string;
  /** Calls a minute; null for no limit, and then `left` is null as well. */
  readonly limit: number | null;
  readonly left: number | null;
  readonly parkedMs: number;
  readonly breaker: string;
}

/** When what failed may be asked again. */
export interface Wait {
  readonly source: string;
  readonly code: string;
  readonly retryAfterMs: number;
}

export interface Report {
  /** How long the whole query took. */
  readonly ms: number;
  readonly calls: readonly Call[];
  readonly stale: readonly StaleField[];
  /** The configured ones. */
  readonly sources: readonly SourceState[];
  readonly hasErrors: boolean;
  /** The waits that errors tell of. */
  readonly waits: readonly Wait[];
}

/** Why nothing was asked, and when it may be tried again. */
export interface Refused {
  readonly message: string;
  readonly code?: string;
  readonly retryAfterMs?: number;
}

export type Outcome =
  /** Nothing was asked yet. */
  | { readonly kind: 'NONE' }
  /** It failed before any source was asked. */
  | ({ readonly kind: 'REFUSED' } & Refused)
  /** It was answered by somebody who says nothing of the cost. */
  | { readonly kind: 'UNTOLD' }
  | { readonly kind: 'ANSWERED'; readonly report: Report };

interface AnswerError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly teamgraph?: Partial<Wait> };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly AnswerError[];
  readonly extensions?: { readonly teamgraph?: Partial<Report> };
}

/** `text` is what the result pane shows: JSON, or nothing. */
export function readAnswer(text: string): Outcome {
  if (text.trim() === '') return { kind: 'NONE' };
  const { data, errors = [], extensions } = parse(text);
  const { calls = [], stale = [], sources = [], ms } = extensions?.teamgraph ?? {};
  const [error] = errors;
  if (error && data == null && calls.length === 0) {
    const { code, teamgraph } = error.extensions ?? {};
    return { kind: 'REFUSED', message: error.message, code, retryAfterMs: teamgraph?.retryAfterMs };
  }
  if (!extensions?.teamgraph) return { kind: 'UNTOLD' };
  return {
    kind: 'ANSWERED',
    report: {
      calls,
      stale,
      sources,
      ms: ms ?? lastEndOf(calls),
      hasErrors: errors.length > 0,
      waits: errors.flatMap(waitsOf),
    },
  };
}

const lastEndOf = (calls: readonly Call[]): number => Math.max(0, ...calls.map(({ startMs, ms }) => startMs + ms));

function waitsOf({ extensions: { code, teamgraph: { source, retryAfterMs } = {} } = {} }: AnswerError): Wait[] {
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
