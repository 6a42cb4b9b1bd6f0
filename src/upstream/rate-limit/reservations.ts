/**
 * The calls of a minute that are kept for requests: those that a request certainly needs. They are counted in this process
 * alone, and end with their request, so none is left over when a process dies. Pure.
 */
import { SourceError } from '../../errors.ts';

/** The calls that a request certainly needs. */
export interface CertainCalls {
  /** Those of its own reads. */
  readonly own: number;
  /** Those of directories, which all requests share. */
  readonly forAll: number;
}

/** What a request has of the rate limiter of one source, from its start to its end. */
export interface Reservation {
  /** Resolves when it is decided whether the calls can go in time: with the error if not. */
  readonly decided: Promise<SourceError | undefined>;
  isDecided(): boolean;
  /** The error if the calls cannot go in time, as of now; undefined otherwise. */
  refusal(): SourceError | undefined;
  /** Gives back one call, which another request has made for this one. */
  madeByAnother(): void;
  /** Gives back the calls that were not sent. Call it when the request has ended. */
  giveBack(): void;
}

/** The reservation as the rate limiter sees it. */
export interface Reserved extends Reservation {
  readonly caller: string;
  /** The calls that have not been requested yet. */
  own: number;
  forAll: number;
  state: 'WAITING' | 'ADMITTED' | 'REFUSED' | 'ENDED';
  /** Until when its calls wait at the latest. */
  readonly untilMs: number;
  admit(): void;
  refuse(error: SourceError): void;
}

interface ReservationEvents {
  /** Some calls were given back. */
  shrunk(): void;
  /** All calls that were left were given back. Happens once. */
  ended(): void;
}

export interface Reservations {
  /** A reservation that waits for its places in the minute. */
  add(caller: string, calls: CertainCalls, untilMs: number, events: ReservationEvents): Reserved;
  /** Takes one call for all callers out of all reservations, if an admitted one has any. */
  takeForAll(): boolean;
  /** The calls that are kept and have not been requested. */
  kept(): number;
  /** Those of one caller alone. */
  keptFor(caller: string): number;
  /** How many more calls would be kept with this one. */
  further(reserved: CertainCalls): number;
  /** Until when calls are kept at the latest; minus infinity if none is. */
  untilMs(): number;
  callers(): Iterable<string>;
}

/** None at first. */
export function createReservations(nowMs: () => number): Reservations {
  const all = new Set<Reserved>();

  return {
    add: (caller, { own, forAll }, untilMs, { shrunk, ended }) => {
      const decided = Promise.withResolvers<SourceError | undefined>();
      let refused: { readonly error: SourceError; readonly atMs: number } | undefined;
      const reserved: Reserved = {
        ...{ caller, own, forAll, untilMs },
        state: 'WAITING',
        decided: decided.promise,
        isDecided: () => reserved.state !== 'WAITING',
        refusal: () => refused && later(refused.error, nowMs() - refused.atMs),
        admit: () => {
          reserved.state = 'ADMITTED';
          decided.resolve(undefined);
        },
        refuse: (error) => {
          refused = { error, atMs: nowMs() };
          reserved.state = 'REFUSED';
          all.delete(reserved);
          decided.resolve(error);
        },
        madeByAnother: () => {
          if (reserved.own === 0) return;
          reserved.own--;
          shrunk();
        },
        giveBack: () => {
          if (!all.delete(reserved)) return;
          reserved.state = 'ENDED';
          ended();
          decided.resolve(undefined);
        },
      };
      all.add(reserved);
      return reserved;
    },
    takeForAll: () => {
      if (keptForAll() === 0) return false;
      for (const reserved of all) reserved.forAll = Math.max(0, reserved.forAll - 1);
      return true;
    },
    kept: () => admitted().reduce((sum, { own }) => sum + own, keptForAll()),
    keptFor: (caller) => admitted().reduce((sum, one) => sum + (one.caller === caller ? one.own : 0), 0),
    further: ({ own, forAll }) => own + Math.max(0, forAll - keptForAll()),
    untilMs: () => Math.max(...admitted().map(({ untilMs }) => untilMs)),
    callers: () => new Set(admitted().map(({ caller }) => caller)),
  };

  function admitted(): readonly Reserved[] {
    // Nearly always there is none.
    return all.size === 0 ? NONE : [...all].filter(({ state }) => state === 'ADMITTED');
  }

  /** Requests that need the same directory need its calls once. */
  function keptForAll(): number {
    return admitted().reduce((most, { forAll }) => Math.max(most, forAll), 0);
  }
}

const NONE: readonly Reserved[] = [];

/** The same error, `ms` later. */
function later({ source, reason, context }: SourceError, ms: number): SourceError {
  const { retryAfterMs } = context;
  return new SourceError(source, reason, {
    ...context,
    ...(retryAfterMs !== undefined && { retryAfterMs: Math.max(0, Math.ceil(retryAfterMs - ms)) }),
  });
}
