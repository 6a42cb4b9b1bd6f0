/** Reads that are under way, shared by whoever asks the same meanwhile, and aborted when the last of them has left. */
import type { Deadline } from '../../time/deadline.ts';

/** What a flight has cost so far. */
export interface Effort {
  attempts: number;
  waitMs: number;
  /** When it was sent last. */
  sentAtMs: number;
  /** Called when the source asks to be left alone for a while, which the flight waits for. */
  pause(error: Error): void;
}

export interface Flight<Answer> {
  readonly effort: Effort;
  /** Rejects as soon as the flight has to pause; else never settles. */
  readonly paused: Promise<never>;
  /** The answer, or the failure, of the one read that all share. Rejects with the signal's reason for who left. */
  readonly answer: Promise<Answer>;
  /** Whether somebody else had started it. */
  readonly isShared: boolean;
}

export interface Flights {
  /**
   * Joins the flight of this key, or starts it. What is started is given the latest deadline of all who wait, and a signal
   * that is aborted when none does any more.
   */
  join<Answer>(key: string, start: Start<Answer>, waiter: Deadline): Flight<Answer>;
  /** How many are under way. */
  size(): number;
}

type Start<Answer> = (deadline: Deadline, effort: Effort) => Promise<Answer>;

interface UnderWay {
  readonly effort: Effort;
  readonly paused: Promise<never>;
  readonly answer: Promise<unknown>;
  readonly waiters: Set<Deadline>;
  readonly nobody: AbortController;
}

export function createFlights(): Flights {
  const flights = new Map<string, UnderWay>();

  function launch(key: string, start: Start<unknown>, first: Deadline): UnderWay {
    const nobody = new AbortController();
    const waiters = new Set([first]);
    const deadline: Deadline = {
      get atMs() {
        return Math.max(...[...waiters].map(({ atMs }) => atMs));
      },
      signal: nobody.signal,
    };
    const { promise: paused, reject: pause } = Promise.withResolvers<never>();
    paused.catch(() => {});
    const effort = { attempts: 0, waitMs: 0, sentAtMs: Number.NEGATIVE_INFINITY, pause };
    const flight = { effort, paused, answer: start(deadline, effort), waiters, nobody };
    flights.set(key, flight);
    const land = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    flight.answer.then(land, land);
    return flight;
  }

  function wait(key: string, flight: UnderWay, waiter: Deadline): Promise<unknown> {
    const { signal } = waiter;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        reject(signal.reason);
        flight.waiters.delete(waiter);
        if (flight.waiters.size > 0) return;
        // Whoever comes now starts anew: this one ends without an answer.
        if (flights.get(key) === flight) flights.delete(key);
        flight.nobody.abort(signal.reason);
      };
      const stay = (): void => signal.removeEventListener('abort', leave);
      signal.addEventListener('abort', leave, { once: true });
      flight.answer.then(resolve, reject).finally(stay);
      if (signal.aborted) leave();
    });
  }

  return {
    join: <Answer>(key: string, start: Start<Answer>, waiter: Deadline) => {
      const known = flights.get(key);
      const flight = known ?? launch(key, start, waiter);
      flight.waiters.add(waiter);
      return {
        effort: flight.effort,
        paused: flight.paused,
        // The key says what is read, and so what comes back.
        answer: wait(key, flight, waiter) as Promise<Answer>,
        isShared: known !== undefined,
      };
    },
    size: () => flights.size,
  };
}
