/**
 * How much the queries of one caller may cost that run at once. Cheap queries run beside each other by the thousand; of the
 * dearest a few do, and the others wait their turn. Each process counts by itself.
 */
import { GraphQLError } from 'graphql';
import { LimitError } from '../../graphql/limits/limit-error.ts';
import type { Deadline } from '../../time/deadline.ts';

/** The cost of four of the dearest queries that are answered. */
const MOST_AT_ONCE = 100_000;
/** A caller who has more waiting is refused at once. */
const MOST_WAITING = 1_000;
/** When a refused caller should ask again. */
const RETRY_AFTER_MS = 1_000;

/** The place of one query among those of its caller. */
interface QueryPermit {
  /** Resolves when a query of this cost may run. Rejects where that would be after its deadline, or too many wait. */
  admit(cost: number): Promise<void>;
  /** Makes room for the next; to be called in the end, whatever became of the query. */
  leave(): void;
}

export interface QueryConcurrency {
  permitFor(caller: string, deadline: Deadline): QueryPermit;
}

interface Waiter {
  readonly cost: number;
  resolve(): void;
}

interface Caller {
  running: number;
  readonly waiting: Waiter[];
}

export function createQueryConcurrency(most = MOST_AT_ONCE): QueryConcurrency {
  /** Authentication with queries that run and cost something. */
  const callers = new Map<string, Caller>();

  function letNextRun(caller: Caller): void {
    for (let [next] = caller.waiting; next && mayRun(caller, next.cost); [next] = caller.waiting) {
      caller.waiting.shift();
      caller.running += next.cost;
      next.resolve();
    }
  }

  /** The dearest query runs where nothing else does. */
  const mayRun = ({ running }: Caller, cost: number): boolean => running === 0 || running + cost <= most;

  return {
    permitFor: (name, { signal }) => {
      let held = 0;
      return {
        admit: async (cost) => {
          const caller = callers.get(name) ?? { running: 0, waiting: [] };
          callers.set(name, caller);
          if (caller.waiting.length === 0 && mayRun(caller, cost)) caller.running += cost;
          else if (caller.waiting.length >= MOST_WAITING || signal.aborted) throw tooManyAtOnce();
          else await turn(caller, cost, signal);
          held = cost;
        },
        leave: () => {
          const caller = callers.get(name);
          if (!caller) return;
          caller.running -= held;
          held = 0;
          letNextRun(caller);
          if (caller.running === 0) callers.delete(name);
        },
      };
    },
  };
}

function turn({ waiting }: Caller, cost: number, signal: AbortSignal): Promise<void> {
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
  const sentence = 'This caller has too many large queries running at once.';
  const originalError = new LimitError(sentence, 'RATE_LIMITED', { retryAfterMs: RETRY_AFTER_MS });
  const headers = new Map([['retry-after', String(RETRY_AFTER_MS / 1000)]]);
  return new GraphQLError(sentence, { originalError, extensions: { http: { status: 429, headers } } });
}
