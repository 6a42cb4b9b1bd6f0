/** Single flight: equal reads share one call while it is in progress. It is aborted when its last reader has left. */
import { ForgetfulMap } from '../../forgetful-map.ts';
import type { Deadline } from '../../time/deadline.ts';

/** What a flight has cost so far. Its reads see it grow while the flight is in progress. */
export interface Progress {
  attempts: number;
  /** How long it waited for permits. */
  waitMs: number;
  /** When the last attempt was sent. */
  sentAtMs: number;
  /** Rejects as soon as the flight has to wait because the source answered 429; else never settles. */
  readonly throttled: PromiseWithResolvers<never>;
}

export interface Flight<Answer> {
  readonly progress: Progress;
  /** The answer or failure that all readers share. Rejects with the reason of a reader's own signal if it leaves. */
  readonly answer: Promise<Answer>;
  /** Whether another read had started it. */
  readonly isShared: boolean;
}

export interface Flights {
  /**
   * Joins the flight of this key, or starts one. `start` receives the latest deadline of all readers, and a signal that is
   * aborted when the last reader has left.
   */
  join<Answer>(key: unknown, start: Start<Answer>, reader: Deadline): Flight<Answer>;
  /** Whether a flight of this key is in progress. */
  has(key: unknown): boolean;
  /** The number of flights in progress. */
  size(): number;
}

type Start<Answer> = (deadline: Deadline, progress: Progress) => Promise<Answer>;

interface InProgress {
  readonly progress: Progress;
  readonly answer: Promise<unknown>;
  readonly readers: Set<Deadline>;
  readonly abandoned: AbortController;
}

/** The latest deadline of all readers, which come and go. */
class LatestDeadline implements Deadline {
  readonly signal: AbortSignal;
  readonly #readers: ReadonlySet<Deadline>;

  constructor(readers: ReadonlySet<Deadline>, signal: AbortSignal) {
    this.#readers = readers;
    this.signal = signal;
  }

  get atMs(): number {
    return Math.max(...[...this.#readers].map(({ atMs }) => atMs));
  }
}

/** No flight is in progress at first. */
export function createFlights(): Flights {
  const flights = new ForgetfulMap<unknown, InProgress>();

  return {
    join: <Answer>(key: unknown, start: Start<Answer>, reader: Deadline) => {
      const known = flights.get(key);
      const flight = known ?? launch(key, start, reader);
      flight.readers.add(reader);
      return {
        progress: flight.progress,
        // Equal keys have equal answers.
        answer: wait(key, flight, reader) as Promise<Answer>,
        isShared: known !== undefined,
      };
    },
    has: (key) => flights.has(key),
    size: () => flights.size,
  };

  function launch(key: unknown, start: Start<unknown>, first: Deadline): InProgress {
    const abandoned = new AbortController();
    const readers = new Set([first]);
    const deadline = new LatestDeadline(readers, abandoned.signal);
    const throttled = Promise.withResolvers<never>();
    throttled.promise.catch(() => {});
    const progress = { attempts: 0, waitMs: 0, sentAtMs: Number.NEGATIVE_INFINITY, throttled };
    const flight = { progress, answer: start(deadline, progress), readers, abandoned };
    flights.set(key, flight);
    const land = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    flight.answer.then(land, land);
    return flight;
  }

  function wait(key: unknown, flight: InProgress, reader: Deadline): Promise<unknown> {
    const { signal } = reader;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        reject(signal.reason);
        flight.readers.delete(reader);
        if (flight.readers.size > 0) return;
        // The next read starts a new flight: this one ends without an answer.
        if (flights.get(key) === flight) flights.delete(key);
        flight.abandoned.abort(signal.reason);
      };
      const stay = (): void => signal.removeEventListener('abort', leave);
      signal.addEventListener('abort', leave, { once: true });
      flight.answer.then(resolve, reject).finally(stay);
      if (signal.aborted) leave();
    });
  }
}
