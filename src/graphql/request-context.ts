/** The context of one request: the one object that travels through the engine, from authentication to the answer. */
import type { Scope } from '../config/values.ts';
import { SOURCES, type Source, SourceError } from '../errors.ts';
import { oncePerObject } from '../once.ts';
import { gatherPeople, type People } from '../people/people.ts';
import { EMPTY_PEOPLE_FILE, type PeopleFile, type PeopleFileHealth } from '../people/people-file.ts';
import type { RosterReading, Rosters } from '../people/rosters.ts';
import { type Dependency, memoize, memoizeReady, memoizeReadyBy, recordDependency } from '../provenance.ts';
import type { Context } from '../resolvers/context.ts';
import type { PlanContext, PlannedPeople } from '../resolvers/plan-rule.ts';
import type { PlannedCalls } from '../sources/demand.ts';
import type { Sources } from '../sources/index.ts';
import { type Look, type Watch, watched } from '../sources/watch.ts';
import type { Clock } from '../time/clock.ts';
import type { Scheduler, Slices } from '../time/slices.ts';
import type { Requester } from '../upstream/rate-limit/limiter.ts';
import type { Reservation } from '../upstream/rate-limit/reservations.ts';
import { createFieldErrors, type FieldErrors } from './limits/field-errors.ts';
import type { PlanMode } from './plan/header.ts';
import { askOnce } from './plan/planners.ts';
import type { Trace } from './trace.ts';

/** Waits until the running queries of the caller leave room for a query of this cost. */
type Acquire = (cost: number) => Promise<void>;

/** The last people file without errors. */
interface PeopleFileReader {
  read(): PeopleFile;
  health(): PeopleFileHealth;
}

export interface RequestContext extends Context {
  /** The name under which rate limits and budgets count the request. */
  readonly caller: string;
  /** Undefined unless the request has the header `teamgraph-trace`. */
  readonly trace: Trace | undefined;
  /** Undefined for a query of this process itself. */
  readonly acquire: Acquire | undefined;
  /** Undefined unless the request has the header `teamgraph-plan`. */
  readonly planMode: PlanMode | undefined;
  /** What the rules of the plan ask. */
  readonly planning: PlanContext;
  readonly budget: CallBudget;
  readonly fieldErrors: FieldErrors;
  /** Whether the answer holds for this moment or this caller alone: the state of the sources, the name of the caller. */
  isForOnce(): boolean;
}

/** The upstream calls of one request. */
interface CallBudget {
  /** Whether the calls of a source are getting scarce. */
  isTight(): boolean;
  /** Reserves the calls that the request certainly makes. */
  reserve(calls: readonly PlannedCalls[]): void;
  /** Ends the reservation. */
  giveBack(): void;
}

/** Makes the context of one request of this requester, with these scopes. */
export type MakeContext = (requester: Requester, scopes: ReadonlySet<Scope>, http?: HttpParts) => RequestContext;

/** The parts that only a request over HTTP has. */
interface HttpParts {
  /** See `Principal`. */
  readonly subject?: string | null;
  readonly trace?: Trace;
  readonly acquire?: Acquire;
  readonly planMode?: PlanMode;
}

/** The clocks that contexts read. */
interface Clocks extends Pick<Clock, 'nowMs'> {
  /** The time that the data is about, in milliseconds since the epoch: the sandbox has its own. */
  dataMs(): number;
}

/** Returns the function that makes contexts. Without a people file `peopleFile` is undefined. */
export function createContexts(
  sources: Sources,
  peopleFile: PeopleFileReader | undefined,
  scheduler: Scheduler,
  clocks: Clocks,
): MakeContext {
  const minute = createMinute(clocks);
  const gather = reuseLast(gatherPeople);
  const readFile = peopleFile ? recordedReader(peopleFile) : () => EMPTY_PEOPLE_FILE;
  return (client, scopes, { subject = null, trace, acquire, planMode } = {}) => {
    const reservations = new Map<Source, Reservation>();
    const requester: Requester = { ...client, reservations };
    const slices = scheduler.slicesFor(requester.caller);
    const loaders = sources.loadersFor(requester, slices);
    const readPeople = async (): Promise<People> => {
      const [calcom, saleshandy] = await Promise.all([
        settle(loaders.calcom()?.roster()),
        settle(loaders.saleshandy()?.members()),
      ]);
      return gather({ calcom, saleshandy }, readFile(), slices);
    };
    const people = memoizeReady(readPeople);
    const looks: Look[] = [];
    const watch: Watch = (look) => looks.push(look);
    const planners = askOnce(sources.plannersFor(requester, watch));
    const lookAtFile = watched(
      () => peopleFile?.read(),
      (file) => [file],
      watch,
    );
    const planning: PlanContext = {
      ...{
        minute: watched(minute, (now) => [now], watch),
        planners,
        looks,
        mostCalls: sources.mostCalls,
        scopes,
        configured: sources.configured,
        hasPeopleFile: peopleFile !== undefined,
      },
      people: memoizeReady(async (): Promise<PlannedPeople> => {
        const parts = await Promise.all([planners.calcom()?.roster() ?? [], planners.saleshandy()?.members() ?? []]);
        const demands = parts.flat();
        lookAtFile();
        return { demands, people: demands.every(({ max }) => max === 0) ? await people() : null };
      }),
    };
    const fieldErrors = createFieldErrors(slices);
    let isForOnce = false;

    return {
      caller: requester.caller,
      trace,
      acquire,
      minute,
      planMode,
      planning,
      plan: () => {
        throw new Error('no operation is known yet');
      },
      budget: {
        isTight: sources.isTight,
        reserve: (calls) => {
          // Background reads take what is left.
          if (requester.isBackground) return;
          for (const [source, reservation] of sources.reserve(requester, calls)) reservations.set(source, reservation);
        },
        giveBack: () => {
          for (const reservation of reservations.values()) reservation.giveBack();
        },
      },
      slices,
      computeOnce: memoizeReadyBy(
        (question) => question.answer(),
        (question) => question.key,
      ) as Context['computeOnce'],
      callerName: () => {
        isForOnce = true;
        return subject;
      },
      scopes,
      configured: sources.configured,
      calcom: () => need(loaders.calcom(), 'CALCOM'),
      alo: () => need(loaders.alo(), 'ALO'),
      saleshandy: () => need(loaders.saleshandy(), 'SALESHANDY'),
      people,
      aloNamesRead: async () => {
        await loaders.ended();
        return loaders.alo()?.namesRead() ?? new Set();
      },
      peopleFile: peopleFile?.health() ?? null,
      sourceReports: () => {
        isForOnce = true;
        return SOURCES.map((source) => ({ source, health: sources.health(source) }));
      },
      isForOnce: () => isForOnce,
      rateLimits: memoize(() => {
        isForOnce = true;
        return SOURCES.flatMap((source) => {
          const rateLimit = sources.rateLimit(source);
          return rateLimit ? [{ source, ...rateLimit }] : [];
        });
      }),
      fieldErrors,
      reportPart: (info, error) => fieldErrors.addPart(error, info),
    };
  };
}

const MINUTE_MS = 60_000;

/** Returns the present, cut to the whole minute, and records that the answer depends on it: its ranges move on with the minute. */
function createMinute({ nowMs, dataMs }: Clocks): () => number {
  const minuteAt = (atMs: number): number => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  let last: { readonly minute: number; readonly dependency: Dependency } | undefined;
  return () => {
    const minute = minuteAt(dataMs());
    if (last?.minute !== minute) {
      const dependency: Dependency = {
        get freshUntilMs() {
          const atMs = dataMs();
          return minuteAt(atMs) === minute ? nowMs() + minute + MINUTE_MS - atMs : Number.NEGATIVE_INFINITY;
        },
      };
      last = { minute, dependency };
    }
    recordDependency(last.dependency);
    return minute;
  };
}

function need<SourceLoaders>(loader: SourceLoaders | undefined, source: Source): SourceLoaders {
  if (loader === undefined) throw new SourceError(source, 'NOT_CONFIGURED');
  return loader;
}

async function settle<Roster>(reading: Promise<Roster> | undefined): Promise<RosterReading<Roster>> {
  if (!reading) return null;
  const [settled] = await Promise.allSettled([reading]);
  return settled;
}

/** Reads the people file, and records that. */
function recordedReader({ read }: PeopleFileReader): () => PeopleFile {
  const dependencyOn: (file: PeopleFile) => Dependency = oncePerObject(() => {
    const dependency: Dependency = {
      get freshUntilMs() {
        return dependencyOn(read()) === dependency ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      },
    };
    return dependency;
  });
  return () => {
    const file = read();
    recordDependency(dependencyOn(file));
    return file;
  };
}

/** Returns the last result again for the same rosters and file: entity resolution takes longer than most requests. */
function reuseLast(gather: typeof gatherPeople) {
  let last: { readonly contents: readonly unknown[]; readonly people: People | Promise<People> } | undefined;
  const contentOf = (reading: RosterReading<unknown>): unknown =>
    reading?.status === 'rejected' ? failureText(reading.reason) : reading?.value;
  return (rosters: Rosters, file: PeopleFile, slices: Slices): People | Promise<People> => {
    const contents = [contentOf(rosters.calcom), contentOf(rosters.saleshandy), file];
    if (!last?.contents.every((content, index) => content === contents[index])) {
      last = { contents, people: slices.work(gather(rosters, file)) };
    }
    return last.people;
  };
}

/** Another one each second for a failure with a time to wait: the people have the failure, and clients see it. */
const failureText = (reason: unknown): string =>
  `${reason} ${reason instanceof SourceError ? Math.ceil((reason.context.retryAfterMs ?? 0) / 1_000) : ''}`;
