/**
 * How much the queries of one caller may cost that run at the same time. Thousands of cheap queries run side by side; of the
 * most expensive ones a few run and the others wait. Each process counts by itself.
 */
import { GraphQLError } from 'graphql';
import { LimitError } from '../../graphql/limits/limit-error.ts';
import type { Deadline } from '../../time/deadline.ts';

/** The cost of four queries at the cost limit. */
const MAX_COST = 100_000;
/** With more queries waiting, a further one is rejected at once. */
const MAX_WAITING = 1_000;
/** When a client should send a rejected query again. */
const RETRY_AFTER_MS = 1_000;

/** The permit of one query. */
interface QueryPermit {
  /** Resolves when a query of this cost may run. Rejects if the deadline comes first, or too many queries wait. */
  acquire(cost: number): Promise<void>;
  /** Has to be called in the end, however the query ended. */
  release(): void;
}

export interface QueryConcurrency {
  permitFor(caller: string, deadline: Deadline): QueryPermit;
}

interface Waiter {
  readonly cost: number;
  resolve(): void;
}

/** The queries of one caller. */
interface Load {
  /** The cost of those that run. */
  running: number;
  readonly waiting: Waiter[];
}

/** `maxCost` is for each caller. */
export function createQueryConcurrency(maxCost = MAX_COST): QueryConcurrency {
  /** By the name of the caller, while it has queries that cost something. */
  const loads = new Map<string, Load>();

  return {
    permitFor: (caller, { signal }) => {
      let held = 0;
      return {
        acquire: async (cost) => {
          const load = loads.get(caller) ?? { running: 0, waiting: [] };
          loads.set(caller, load);
          if (load.waiting.length === 0 && mayRun(load, cost)) load.running += cost;
          else if (load.waiting.length >= MAX_WAITING || signal.aborted) throw tooManyAtOnce();
          else await waitIn(load, cost, signal);
          held = cost;
        },
        release: () => {
          const load = loads.get(caller);
          if (!load) return;
          load.running -= held;
          held = 0;
          runNext(load);
          if (load.running === 0) loads.delete(caller);
        },
      };
    },
  };

  function runNext(load: Load): void {
    for (let [next] = load.waiting; next && mayRun(load, next.cost); [next] = load.waiting) {
      load.waiting.shift();
      load.running += next.cost;
      next.resolve();
    }
  }

  /** A query that costs more than the limit runs alone. */
  function mayRun({ running }: Load, cost: number): boolean {
    return running === 0 || running + cost <= maxCost;
  }
}

function waitIn({ waiting }: Load, cost: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const waiter = { cost, resolve };
  const giveUp = (): void => {
    const index = waiting.indexOf(waiter);
    if (index === -1) return;
    waiting.splice(index, 1);
    reject(tooManyAtOnce());
  };
  waiting.push(waiter);
  signal.addEventListener('abort', giveUp, { once: true });
  return promise.finally(() => signal.removeEventListener('abort', giveUp));
}

function tooManyAtOnce(): GraphQLError {
  const message = 'This caller has too many large queries running at once.';
  const originalError = new LimitError(message, 'RATE_LIMITED', { retryAfterMs: RETRY_AFTER_MS });
  const headers = new Map([['retry-after', String(RETRY_AFTER_MS / 1000)]]);
  return new GraphQLError(message, { originalError, extensions: { http: { status: 429, headers } } });
}
