/** Makes the contexts of requests: their loaders, their people, and the errors of parts of their answers. */
import type { GraphQLError } from 'graphql';
import type { Scope } from '../config/values.ts';
import { SOURCES, type Source, SourceError } from '../errors.ts';
import { gatherPeople, type People } from '../people/people.ts';
import { EMPTY_PEOPLE_FILE, type PeopleFile, type PeopleFileHealth } from '../people/people-file.ts';
import type { RosterReading, Rosters } from '../people/rosters.ts';
import { memoize, memoizeBy } from '../provenance.ts';
import type { Context } from '../resolvers/context.ts';
import type { Sources } from '../sources/index.ts';
import type { Scheduler, Slices } from '../time/slices.ts';
import type { Requester } from '../upstream/rate-limit/limiter.ts';
import { createFieldErrors, type FieldErrors, fieldError, STEPS_PER_ERROR } from './limits/field-errors.ts';
import type { Trace } from './trace.ts';

/** Waits until a query of this cost may run beside the others of its caller. */
type Admit = (cost: number) => Promise<void>;

/** The operator's people file, as it was last read well. */
interface PeopleFileReader {
  read(): PeopleFile;
  health(): PeopleFileHealth;
}

export interface RequestContext extends Context {
  /** Who asks, by a name of ours. */
  readonly caller: string;
  /** Undefined where the caller did not ask for it. */
  readonly trace: Trace | undefined;
  /** What became of the operation, once it is answered: whether any of it failed, and whether it was no good GraphQL. */
  readonly outcome: { hasErrors: boolean; isBadGraphql: boolean };
  /** Whether the answer speaks of how the sources are doing now. */
  isAboutNow(): boolean;
  /** Waits until a query of this cost may run; undefined where nothing holds it. */
  readonly admit: Admit | undefined;
  /** Those of the fields of the answer. */
  readonly fieldErrors: FieldErrors;
  /** Errors beside data: one a path and row, and those of fields that are told together. */
  partErrors(): readonly GraphQLError[];
}

/** Makes the context of one request, in the name of whoever asks, with what they may see. */
export type MakeContext = (requester: Requester, scopes: ReadonlySet<Scope>, more?: MoreOfRequest) => RequestContext;

/** What a request has that came over HTTP. */
interface MoreOfRequest {
  readonly trace?: Trace;
  readonly admit?: Admit;
}

/** Errors of parts, such as rows, that one answer tells. */
const MOST_PART_ERRORS = 1_000;

/** `peopleFile` is undefined where none is set. */
export function createContexts(
  sources: Sources,
  peopleFile: PeopleFileReader | undefined,
  scheduler: Scheduler,
): MakeContext {
  const gather = rememberLast(gatherPeople);
  return (requester, scopes, { trace, admit } = {}) => {
    const slices = scheduler.slicesFor(requester.caller);
    const loaders = sources.loadersFor(requester, slices);
    const partErrors = new Map<string, GraphQLError>();
    const fieldErrors = createFieldErrors(slices);
    const readPeople = async (): Promise<People> => {
      const [calcom, saleshandy] = await Promise.all([
        settle(loaders.calcom?.roster()),
        settle(loaders.saleshandy?.members()),
      ]);
      return gather({ calcom, saleshandy }, peopleFile?.read() ?? EMPTY_PEOPLE_FILE, slices);
    };
    const people = memoize(readPeople);
    let isAboutNow = false;

    return {
      caller: requester.caller,
      trace,
      admit,
      slices,
      shared: memoizeBy(
        (question) => question.answer(),
        (question) => question.key,
      ) as Context['shared'],
      scopes,
      configured: sources.configured,
      calcom: () => need(loaders.calcom, 'CALCOM'),
      alo: () => need(loaders.alo, 'ALO'),
      saleshandy: () => need(loaders.saleshandy, 'SALESHANDY'),
      people,
      aloNamesRead: async () => {
        await loaders.ended();
        return loaders.alo?.namesRead() ?? new Set();
      },
      peopleFile: peopleFile?.health() ?? null,
      sourceReports: () => {
        isAboutNow = true;
        return SOURCES.map((source) => ({ source, health: sources.health(source) }));
      },
      outcome: { hasErrors: false, isBadGraphql: false },
      isAboutNow: () => isAboutNow,
      reportPart: (info, error) => {
        // More would fill the answer; which lists are not whole they say themselves.
        if (partErrors.size >= MOST_PART_ERRORS) return;
        // It is made at once, and delays what comes next.
        void slices.spendRows(STEPS_PER_ERROR);
        const part = fieldError(error, info);
        const { row, moreRows } = error.context;
        partErrors.set(JSON.stringify([part.path, error.source, row, moreRows !== undefined]), part);
      },
      fieldErrors,
      partErrors: () => [...partErrors.values(), ...fieldErrors.untold()],
    };
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

/** The same people for the same rosters: to join them takes longer than to answer a request. */
function rememberLast(gather: typeof gatherPeople) {
  let last: { readonly contents: readonly unknown[]; readonly people: People | Promise<People> } | undefined;
  const contentOf = (reading: RosterReading<unknown>): unknown =>
    reading?.status === 'rejected' ? `${reading.reason}` : reading?.value;
  return (rosters: Rosters, file: PeopleFile, slices: Slices): People | Promise<People> => {
    const contents = [contentOf(rosters.calcom), contentOf(rosters.saleshandy), file];
    if (!last?.contents.every((content, index) => content === contents[index])) {
      last = { contents, people: slices.work(gather(rosters, file)) };
    }
    return last.people;
  };
}
