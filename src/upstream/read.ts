/**
 * One logical read of a source: a copy where there is one, else the flight that is under way, else a call. Says for each
 * reader what it was, and how old.
 */
import { setImmediate } from 'node:timers/promises';
import { SourceError } from '../errors.ts';
import { type CallRecord, memoizeBy, recordCall } from '../provenance.ts';
import { type Deadline, deadlineIn, isOver } from '../time/deadline.ts';
import { FOR_ALL } from '../time/fair-queue.ts';
import { ofProcess, type Scheduler, type Slices } from '../time/slices.ts';
import { type Copy, createCache } from './cache/cache.ts';
import { createKeyring } from './cache/keyring.ts';
import { createFlights, type Effort, type Flight } from './cache/single-flight.ts';
import { type CallerOptions, createCaller } from './call.ts';
import { canonicalKey, type Endpoint, modelIn, type Parameters, type Read } from './endpoint.ts';
import type { VendorProtocol } from './http/answer.ts';
import { readJson } from './json.ts';
import type { Requester } from './rate-limit/limiter.ts';
import type { SharedTier } from './redis/shared-tier.ts';
import type { Health } from './stats/health.ts';

/** For how long a copy is as good as an answer, */
const FRESH_MS = 60_000;
/** and for how long it is served while a new one is fetched. Later it is served where there is no answer. */
const YOUNG_MS = 5 * 60_000;
/** How long a copy rests after it was to be renewed in vain. */
const REST_MS = 1_000;

export interface UpstreamOptions extends Omit<CallerOptions, 'sharedWindow' | 'scheduler'> {
  /** Whether answers are kept, and shared between requests. */
  readonly isCaching: boolean;
  /** What all processes share; undefined where there is one process. */
  readonly shared?: SharedTier;
  /** Cuts the reading of answers into slices; that of this process if not given. */
  readonly scheduler?: Scheduler;
}

export interface Upstream {
  /** Reads for one requester. */
  readFor(requester: Requester): Read;
  /** Reads for all, and so with no request's deadline. What is stale comes only where there is no answer. */
  readonly readForAll: Read;
  /** When the credential was last refused, on the clock that never jumps: what was read before is not to be shown. */
  refusedAtMs(): number;
  health(): Health;
  close(): Promise<void>;
}

/** What somebody wants to know. */
interface Question<Asked extends Parameters, Model> {
  readonly endpoint: Endpoint<Asked, Model>;
  readonly asked: Asked;
  readonly requester: Requester;
  /** What the answer is kept under. */
  readonly name: string;
  readonly sinceMs: number;
}

export function createUpstream(protocol: VendorProtocol, options: UpstreamOptions): Upstream {
  const { source } = protocol;
  const { clock, shared, scheduler = ofProcess } = options;
  const keyring = createKeyring(JSON.stringify([source, protocol.apiUrl, protocol.headers, protocol.account]));
  const caller = createCaller(protocol, {
    ...options,
    scheduler,
    sharedWindow: shared?.windowOf(keyring.nameOf('pace'), options.limits),
  });
  const cache = options.isCaching ? createCache(clock, keyring, shared?.store) : undefined;
  const flights = createFlights();
  /** Each ends the deadline of something that no request waits for. */
  const unattended = new Set<AbortController>();
  let asks = 0;
  let refusedAtMs = Number.NEGATIVE_INFINITY;

  const ageMs = (copy: Copy<unknown>): number => Math.max(0, clock.nowMs() - copy.readAtMs);
  const isFresh = (copy: Copy<unknown>): boolean => ageMs(copy) < FRESH_MS;

  async function read<Asked extends Parameters, Model>(
    endpoint: Endpoint<Asked, Model>,
    asked: Asked,
    requester: Requester,
    mayBeYoung: boolean,
  ): Promise<Model> {
    const name = keyring.nameOf(canonicalKey(endpoint, asked));
    const question = { endpoint, asked, requester, name, sinceMs: clock.nowMs() };
    const copy = await cache?.find(requester.caller, name, isFresh, (text) =>
      parse(endpoint, text, scheduler.slicesFor(requester.caller)),
    );
    if (copy && isFresh(copy)) return fromCopy(question, copy);
    // That there was no such thing is believed while it is fresh, and no longer.
    if (!copy || copy.isMissing) return fromFlight(question, board(question, requester.deadline));
    const refusal = copy.rest && copy.rest.untilMs > clock.nowMs() ? copy.rest.code : caller.refusal();
    if (refusal !== undefined) return fromCopy(question, copy, refusal);
    const trouble = caller.trouble();
    const isYoung = mayBeYoung && ageMs(copy) < YOUNG_MS;
    const flight = renew({ ...question, requester: { ...requester, isBackground: true } }, copy);
    if (isYoung || trouble !== undefined) return fromCopy(question, copy, trouble ?? 'REVALIDATING');
    return fromFlight(question, flight, copy);
  }

  /** Joins whoever is reading this already, or reads it. */
  function board<Asked extends Parameters, Model>(question: Question<Asked, Model>, deadline: Deadline): Flight<Model> {
    const { endpoint, asked, requester, name } = question;
    const read = async (latest: Deadline, effort: Effort): Promise<Model> => {
      // What there is no copy of goes first, also where it is asked for a moment later: else a request that needs more
      // calls than may go would spend them on the same copies again and again, and never get further.
      if (requester.isBackground) await setImmediate();
      try {
        const { model, text } = await caller.fetch(endpoint, asked, { ...requester, deadline: latest }, effort);
        cache?.keep(requester.caller, name, model, text);
        return model;
      } catch (error) {
        if (error instanceof SourceError && error.facts.isRefusal) forget(question, error);
        throw error;
      }
    };
    // Without a cache nothing is shared.
    return flights.join(cache ? name : `${name} ${asks++}`, read, deadline);
  }

  /** Reads anew what there is a copy of; that goes on when nobody waits any more, for whoever comes next. */
  function renew<Asked extends Parameters, Model>(question: Question<Asked, Model>, copy: Copy<Model>): Flight<Model> {
    const { deadline, end } = unattendedDeadline();
    const flight = board(question, deadline);
    flight.answer
      .catch((error: unknown) => {
        const failure = failureIn(error);
        // A refusal is never answered with a copy, and so nothing is gained by a rest.
        if (failure && !failure.facts.isRefusal) copy.rest = { untilMs: clock.nowMs() + REST_MS, code: failure.code };
      })
      .finally(end);
    return flight;
  }

  /** The deadline of what no request waits for; `end` is to be called when it has ended. */
  function unattendedDeadline(): { readonly deadline: Deadline; end(): void } {
    const ended = new AbortController();
    unattended.add(ended);
    const end = (): void => {
      unattended.delete(ended);
      ended.abort();
    };
    return { deadline: deadlineIn(options.backgroundMs, clock, ended.signal), end };
  }

  /** What was let be seen is not shown once it is refused: that alone, or where the credential is refused, all of it. */
  function forget<Asked extends Parameters>(
    { endpoint, name }: Question<Asked, unknown>,
    { reason, context }: SourceError,
  ): void {
    cache?.drop(name);
    if (reason !== 'UNAUTHORIZED' || endpoint.isOptional || context.status === 403) return;
    refusedAtMs = clock.nowMs();
    cache?.refuse();
  }

  /** The answer of a flight; where there is a copy, it is served in place of no answer, and of a long wait. */
  async function fromFlight<Asked extends Parameters, Model>(
    question: Question<Asked, Model>,
    flight: Flight<Model>,
    copy?: Copy<Model>,
  ): Promise<Model> {
    try {
      const model = await (copy ? orSooner(flight, question.requester.deadline) : flight.answer);
      tell(question, {
        cache: flight.isShared ? 'SHARED' : 'MISS',
        ...costOf(flight),
        rows: question.endpoint.rowsIn(model),
      });
      return model;
    } catch (error) {
      const failure = failureIn(error);
      if (!failure) throw error;
      if (copy && !failure.facts.isRefusal) return fromCopy(question, copy, failure.code, costOf(flight));
      tell(question, { cache: flight.isShared ? 'SHARED' : 'MISS', ...costOf(flight), code: failure.code });
      throw failure;
    }
  }

  function fromCopy<Asked extends Parameters, Model>(
    question: Question<Asked, Model>,
    copy: Copy<Model>,
    staleBecause?: string,
    cost: Partial<Effort> = {},
  ): Model {
    tell(question, {
      cache: staleBecause === undefined ? 'FRESH' : 'STALE',
      ...cost,
      ageMs: ageMs(copy),
      staleBecause,
      rows: question.endpoint.rowsIn(copy.model),
    });
    return copy.model;
  }

  function tell<Asked extends Parameters, Model>(
    { endpoint, sinceMs }: Question<Asked, Model>,
    told: Pick<CallRecord, 'cache'> & Partial<CallRecord>,
  ): void {
    const ms = clock.nowMs() - sinceMs;
    const nothing = { waitMs: 0, attempts: 0, ageMs: 0, rows: null };
    const freshMs = cache ? Math.max(0, FRESH_MS - (told.ageMs ?? 0)) : 0;
    const call = { ...nothing, source, endpoint: endpoint.name, startedAtMs: sinceMs, ms, freshMs, ...told };
    recordCall(call);
    caller.record.readEnded(call);
  }

  /** Whoever cannot wait any longer had too little time. Undefined for a bug, of which nothing follows for the source. */
  const failureIn = (error: unknown): SourceError | undefined => {
    if (error instanceof SourceError) return error;
    return isOver(error) ? new SourceError(source, 'TIMEOUT') : undefined;
  };

  return {
    readFor: (requester) => (endpoint, asked) => read(endpoint, asked, requester, true),
    readForAll: (endpoint, asked) => {
      const { deadline, end } = unattendedDeadline();
      return read(endpoint, asked, { caller: FOR_ALL, isBackground: false, deadline }, false).finally(end);
    },
    refusedAtMs: () => refusedAtMs,
    health: caller.health,
    close: async () => {
      for (const ended of unattended) ended.abort();
      await caller.close();
    },
  };
}

/** Who joined a flight caused none of its calls. */
const costOf = ({ isShared, effort: { attempts, waitMs } }: Flight<unknown>) => (isShared ? {} : { attempts, waitMs });

/** The answer, unless it is waited for too long. */
const orSooner = async <Answer>({ answer, paused }: Flight<Answer>, { signal }: Deadline): Promise<Answer> => {
  const over = Promise.withResolvers<never>();
  const giveUp = (): void => over.reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    return await Promise.race([answer, paused, over.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
};

/** Reads the text of a copy. */
async function parse<Asked extends Parameters, Model>(
  endpoint: Endpoint<Asked, Model>,
  text: string | null,
  slices: Slices,
): Promise<{ readonly model: Model } | undefined> {
  const { missing } = endpoint;
  if (text === null) return missing === undefined ? undefined : { model: missing };
  const parsed = await modelIn(endpoint, await slices.work(readJson(text)), slices);
  return parsed.success ? { model: parsed.data } : undefined;
}

/** The same reads, but what is asked more than once is read once, and its requester gets the same answer or failure. */
export function readOnce(read: Read): Read {
  interface Request {
    readonly endpoint: Endpoint<Parameters, unknown>;
    readonly asked: Parameters;
  }
  const once = memoizeBy(
    ({ endpoint, asked }: Request) => read(endpoint, asked),
    ({ endpoint, asked }) => canonicalKey(endpoint, asked),
  );
  // The key names the endpoint, and the endpoint its model: what comes back is what this very endpoint makes.
  return (endpoint, asked) => once({ endpoint: endpoint as Endpoint<Parameters, unknown>, asked }) as Promise<never>;
}
