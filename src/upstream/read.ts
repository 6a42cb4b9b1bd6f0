/**
 * One logical read of a source: from the cache, else from the flight in progress, else by a call. Records for each reader
 * where its answer came from, and its age.
 */
import { setImmediate } from 'node:timers/promises';
import { FAILURE_LASTS_MS, SourceError } from '../errors.ts';
import { type CallRecord, memoizeBy, type ReadDependency, recordCall } from '../provenance.ts';
import { type Deadline, deadlineIn, isOver, raceAbort } from '../time/deadline.ts';
import { EVERY_CALLER } from '../time/fair-queue.ts';
import { type Awaitable, whenReady } from '../time/ready.ts';
import type { Slices } from '../time/slices.ts';
import { type CachedAnswer, createCache, MAX_AGE_MS } from './cache/cache.ts';
import { createKeyring } from './cache/keyring.ts';
import { createProjections } from './cache/projections.ts';
import { createFlights, type Flight, type Progress } from './cache/single-flight.ts';
import { type CallOptions, createCalls } from './call.ts';
import { type PreparedRead, parseModel, prepare, type Read } from './endpoint.ts';
import type { VendorProtocol } from './http/answer.ts';
import { readJson } from './json.ts';
import type { RateLimiter, Requester } from './rate-limit/limiter.ts';
import type { Reservation } from './rate-limit/reservations.ts';
import type { SharedTier } from './redis/shared-tier.ts';
import type { Health } from './stats/health.ts';

/** Up to this age a stale answer is served at once, while it is revalidated (RFC 5861). Later it is served on an error. */
const STALE_WHILE_REVALIDATE_MS = 5 * 60_000;

/** Why background work is aborted. One for all: an error takes long to make. */
const ENDED = Object.assign(new Error('the work has ended'), { name: 'AbortError' });

export interface UpstreamOptions extends Omit<CallOptions, 'sharedWindow'> {
  /** Whether answers are cached and shared between requests. */
  readonly isCaching: boolean;
  /** What all processes share; undefined if there is one process. */
  readonly shared?: SharedTier;
}

export interface Upstream {
  /** Reads for one requester. */
  readFor(requester: Requester): ReadPrepared;
  /** Reads for all callers, without the deadline of a request. Gives a stale answer only if there is no other. */
  readonly readForAll: Read;
  /** Looks without a call for what a read for this caller would be answered with now. */
  heldFor(caller: string): Held;
  /** When the source last refused the credential, on the monotonic clock: what was read before must not be shown. */
  refusedAtMs(): number;
  readonly rateLimiter: Pick<RateLimiter, 'reserve' | 'isTight' | 'minute' | 'fullAtMs'>;
  health(): Health;
  close(): Promise<void>;
}

type ReadPrepared = <Model>(prepared: PreparedRead<Model>) => Promise<Model>;

/** An answer that is there without a call. One that is not fresh is revalidated when it is read. */
interface HeldAnswer<Model> {
  readonly model: Model;
  readonly isFresh: boolean;
}

/** The held answer of a read; undefined if a read would call the source. Counts as no read. */
export type Held = <Model>(prepared: PreparedRead<Model>) => Awaitable<HeldAnswer<Model> | undefined>;

/** Prepares each read; equal reads are made once, and share the answer or failure. */
export function readOnce(read: ReadPrepared): Read {
  const once = memoizeBy(
    (prepared: PreparedRead<unknown>) => read(prepared),
    ({ key }) => key,
  );
  // Equal keys have the same endpoint, and so the same model.
  return (endpoint, parameters) => once(prepare(endpoint, parameters) as PreparedRead<unknown>) as Promise<never>;
}

/** A read in progress. */
interface Reading<Model> {
  readonly prepared: PreparedRead<Model>;
  readonly requester: Requester;
  /** The name of the answer in the cache. */
  readonly name: string;
  readonly startedAtMs: number;
}

/** The reads of one source with one credential. Throws nothing; a read throws a `SourceError`. */
export function createUpstream(protocol: VendorProtocol, options: UpstreamOptions): Upstream {
  const { source } = protocol;
  const { clock, shared, scheduler } = options;
  const keyring = createKeyring(JSON.stringify([source, protocol.apiUrl, protocol.headers, protocol.account]));
  const sharedWindow = shared?.windowOf(keyring.nameOf('rate limit'), options.limits);
  const calls = createCalls(protocol, { ...options, sharedWindow });
  const cache = options.isCaching ? createCache(clock, keyring, shared?.store) : undefined;
  /** What leaves the process reveals no question. In memory the key of a read is its name: an HMAC takes longer than a look-up. */
  const nameOf = shared ? keyring.nameOf : (key: string): string => key;
  const flights = createFlights();
  const projections = createProjections();
  /** Each ends the deadline of background work. */
  const background = new Set<AbortController>();
  let refusedAtMs = Number.NEGATIVE_INFINITY;

  return {
    readFor: (requester) => (prepared) => read(prepared, requester, true),
    readForAll: (endpoint, parameters) => {
      const { deadline, end } = backgroundDeadline();
      const requester = { caller: EVERY_CALLER, isBackground: false, deadline };
      return read(prepare(endpoint, parameters), requester, false).finally(end);
    },
    heldFor: (caller) => (prepared) => held(prepared, caller),
    refusedAtMs: () => refusedAtMs,
    rateLimiter: calls.rateLimiter,
    health: calls.health,
    close: async () => {
      for (const ended of background) ended.abort(ENDED);
      calls.close();
    },
  };

  async function read<Model>(prepared: PreparedRead<Model>, requester: Requester, mayBeStale: boolean): Promise<Model> {
    const name = nameOf(prepared.key);
    const reading = { prepared, requester, name, startedAtMs: clock.nowMs() };
    const cached = await find(prepared, requester.caller);
    if (cached && isFresh(cached)) return fromCache(reading, cached);
    // An answer that there is no such thing is never served stale.
    if (!cached || cached.isMissing) {
      const reservation = reservationOf(requester);
      if (reservation && !reservation.isDecided() && !flights.has(prepared.key)) {
        // Others must not share what is decided about this request alone. Meanwhile they may have read the same.
        await reservation.decided;
        return read(prepared, requester, mayBeStale);
      }
      return fromFlight(reading, joinFlight(reading));
    }
    const refusal = refusalOf(cached) ?? reservationOf(requester)?.refusal()?.code;
    if (refusal !== undefined) return fromCache(reading, cached, refusal);
    const outage = calls.outage();
    const isServedStale = mayBeStale && ageMs(cached) < STALE_WHILE_REVALIDATE_MS;
    const flight = revalidate(reading, cached, isServedStale ? undefined : requester.reservations);
    if (isServedStale || outage !== undefined) return fromCache(reading, cached, outage ?? 'REVALIDATING');
    return fromFlight(reading, flight, cached);
  }

  /** Mirrors `read`, up to the point at which a call would have to be answered. */
  function held<Model>(prepared: PreparedRead<Model>, caller: string): Awaitable<HeldAnswer<Model> | undefined> {
    return whenReady(find(prepared, caller), (cached) => {
      if (!cached) return undefined;
      const { model, isMissing } = cached;
      if (isFresh(cached)) return { model, isFresh: true };
      const isServedStale = ageMs(cached) < STALE_WHILE_REVALIDATE_MS || refusalOf(cached) !== undefined;
      return isServedStale && !isMissing ? { model, isFresh: false } : undefined;
    });
  }

  /** The latest answer; before a stale one or none, a fresh one with more columns. */
  function find<Model>(prepared: PreparedRead<Model>, caller: string): Awaitable<CachedAnswer<Model> | undefined> {
    return whenReady(findOwn(prepared, caller), (cached) => {
      if (cached && isFresh(cached)) return cached;
      return whenReady(findIn(projections.wider(prepared), prepared, caller), (wider) => wider ?? cached);
    });
  }

  /** A fresh answer of one of the reads with more columns. */
  function findIn<Model>(
    [other, ...others]: readonly PreparedRead<unknown>[],
    prepared: PreparedRead<Model>,
    caller: string,
  ): Awaitable<CachedAnswer<Model> | undefined> {
    if (!other) return undefined;
    // Reads that differ in nothing but columns have the same model.
    return whenReady(findOwn(other as PreparedRead<Model>, caller), (wider) => {
      const model = wider && isFresh(wider) ? prepared.projection?.narrow(wider.model) : undefined;
      return wider && model !== undefined ? { ...wider, model } : findIn(others, prepared, caller);
    });
  }

  function findOwn<Model>(prepared: PreparedRead<Model>, caller: string): Awaitable<CachedAnswer<Model> | undefined> {
    const found = cache?.find(caller, nameOf(prepared.key), isFresh, (text) =>
      modelOf(prepared, text, scheduler.slicesFor(caller)),
    );
    return whenReady(found, (cached) => {
      if (cached) projections.add(prepared);
      return cached;
    });
  }

  function reservationOf({ reservations }: Requester): Reservation | undefined {
    return reservations?.get(source);
  }

  /** Why a stale answer is not revalidated now: the code of the failure. */
  function refusalOf({ pause }: CachedAnswer<unknown>): string | undefined {
    return pause && pause.untilMs > clock.nowMs() ? pause.code : calls.refusal();
  }

  function ageMs({ readAtMs }: CachedAnswer<unknown>): number {
    return Math.max(0, clock.nowMs() - readAtMs);
  }

  function isFresh(cached: CachedAnswer<unknown>): boolean {
    return ageMs(cached) < MAX_AGE_MS;
  }

  function fromCache<Model>(
    reading: Reading<Model>,
    cached: CachedAnswer<Model>,
    staleBecause?: string,
    cost: Partial<Progress> = {},
  ): Model {
    record(reading, {
      cache: staleBecause === undefined ? 'FRESH' : 'STALE',
      ...cost,
      ageMs: ageMs(cached),
      staleBecause,
      rows: reading.prepared.rowsIn(cached.model),
      dependency: dependencyOn(reading, cached.dependency),
    });
    return cached.model;
  }

  /** The answer of a flight. A cached answer is served on an error, and instead of a wait for a 429 (stale-if-error). */
  async function fromFlight<Model>(
    reading: Reading<Model>,
    flight: Flight<Model>,
    cached?: CachedAnswer<Model>,
  ): Promise<Model> {
    const { answer, progress, isShared } = flight;
    const { signal } = reading.requester.deadline;
    if (isShared) reservationOf(reading.requester)?.madeByAnother();
    const how = isShared ? 'SHARED' : 'MISS';
    try {
      const model = await (cached ? raceAbort([answer, progress.throttled.promise], signal) : answer);
      record(reading, {
        cache: how,
        ...costOf(flight),
        rows: reading.prepared.rowsIn(model),
        dependency: dependencyOn(reading, cache?.dependencyOn(reading.name, model)),
      });
      return model;
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      if (cached && !failure.facts.isRefusal) return fromCache(reading, cached, failure.code, costOf(flight));
      const freshUntilMs = clock.nowMs() + (cache ? (failure.context.retryAfterMs ?? FAILURE_LASTS_MS) : 0);
      record(reading, { cache: how, ...costOf(flight), code: failure.code, freshUntilMs });
      throw failure;
    }
  }

  /** A reader whose deadline has passed had a timeout. Undefined for a bug, which says nothing about the source. */
  function failureOf(error: unknown): SourceError | undefined {
    if (error instanceof SourceError) return error;
    return isOver(error) ? new SourceError(source, 'TIMEOUT') : undefined;
  }

  /** Joins the flight of an equal read, or starts one. Without a cache nothing is shared. */
  function joinFlight<Model>(reading: Reading<Model>): Flight<Model> {
    const { prepared, requester, name } = reading;
    const call = async (deadline: Deadline, progress: Progress): Promise<Model> => {
      // Reads without a cached answer go first, also if they come a moment later. Else a request that needs more calls
      // than the limit allows would spend them on the same revalidations again and again.
      if (requester.isBackground) await setImmediate();
      try {
        const { model, text } = await calls.make(prepared, { ...requester, deadline }, progress);
        cache?.put(requester.caller, name, model, text);
        projections.add(prepared);
        return model;
      } catch (error) {
        if (error instanceof SourceError && error.facts.isRefusal) forget(reading, error);
        throw error;
      }
    };
    const isAlone = !cache || (reservationOf(requester)?.refusal() && !flights.has(prepared.key));
    return flights.join(isAlone ? Symbol('not shared') : prepared.key, call, requester.deadline);
  }

  /** What the source refuses is not shown any more: this answer, or all answers if it refused the credential. */
  function forget({ prepared, name }: Reading<unknown>, { reason, context }: SourceError): void {
    cache?.drop(name);
    if (reason !== 'UNAUTHORIZED' || prepared.isOptional || context.status === 403) return;
    refusedAtMs = clock.nowMs();
    cache?.dropAll();
  }

  /** Reads again what is cached. It goes on when all readers have left, for the next ones. */
  function revalidate<Model>(
    reading: Reading<Model>,
    cached: CachedAnswer<Model>,
    reservations: Requester['reservations'],
  ): Flight<Model> {
    const { deadline, end } = backgroundDeadline();
    const requester = { ...reading.requester, isBackground: true, deadline, reservations };
    const flight = joinFlight({ ...reading, requester });
    flight.answer
      .catch((error: unknown) => {
        const failure = failureOf(error);
        // After a refusal there is no cached answer to pause for.
        if (!failure || failure.facts.isRefusal) return;
        cached.pause = { untilMs: clock.nowMs() + FAILURE_LASTS_MS, code: failure.code };
      })
      .finally(end);
    return flight;
  }

  /** The deadline of work that no request waits for. Call `end` when the work has ended. */
  function backgroundDeadline(): { readonly deadline: Deadline; end(): void } {
    const ended = new AbortController();
    background.add(ended);
    const end = (): void => {
      background.delete(ended);
      ended.abort(ENDED);
    };
    return { deadline: deadlineIn(options.backgroundMs, clock, ended.signal), end };
  }

  /** It lives as long as the answer that is made of it, and so does not hold the whole read. */
  function dependencyOn(
    { prepared }: Reading<unknown>,
    cached: CachedAnswer<unknown>['dependency'] | undefined,
  ): ReadDependency | undefined {
    const { name: endpoint } = prepared;
    return (
      cached && {
        get freshUntilMs() {
          return cached.freshUntilMs;
        },
        get readAtMs() {
          return cached.readAtMs;
        },
        served: () => calls.ledger.readEnded({ endpoint, cache: 'FRESH' }),
      }
    );
  }

  function record(
    { prepared, startedAtMs }: Reading<unknown>,
    outcome: Pick<CallRecord, 'cache'> & Partial<CallRecord>,
  ): void {
    const nowMs = clock.nowMs();
    const { ageMs = 0, code, dependency } = outcome;
    const call: CallRecord = {
      ...{ source, endpoint: prepared.name, startedAtMs, ms: nowMs - startedAtMs },
      ...{ waitMs: 0, attempts: 0, ageMs, rows: null },
      readAtMs: code === undefined ? (dependency?.readAtMs ?? Math.round(clock.epochMs() - ageMs)) : undefined,
      freshUntilMs: cache ? nowMs - ageMs + MAX_AGE_MS : nowMs,
      ...outcome,
    };
    recordCall(call);
    calls.ledger.readEnded(call);
  }
}

/** A read that joined a flight caused none of its calls. */
const costOf = ({ isShared, progress: { attempts, waitMs } }: Flight<unknown>) =>
  isShared ? {} : { attempts, waitMs };

/** The model of a cached text, where null means that there is no such thing; undefined if the schema does not accept it. */
async function modelOf<Model>(
  prepared: PreparedRead<Model>,
  text: string | null,
  slices: Slices,
): Promise<{ readonly model: Model } | undefined> {
  const { missing } = prepared;
  if (text === null) return missing === undefined ? undefined : { model: missing };
  const parsed = await parseModel(prepared, await slices.work(readJson(text)), slices);
  return parsed.success ? { model: parsed.data } : undefined;
}
