/** Makes the context of one request: its loaders, its people, and the errors of parts of its answer. */
import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { SOURCES, type Source, SourceError } from '../errors.ts';
import { gatherPeople, type People, type RosterReading } from '../people/people.ts';
import type { Context } from '../resolvers/context.ts';
import type { Sources } from '../sources/index.ts';

export interface RequestContext extends Context {
  /** Errors beside data, one a path and row. */
  partErrors(): readonly GraphQLError[];
}

export function createRequestContext(sources: Sources, deadline: AbortSignal): RequestContext {
  const loaders = sources.loadersFor(deadline);
  const partErrors = new Map<string, GraphQLError>();
  let people: Promise<People> | undefined;

  const need = <SourceLoaders>(loader: SourceLoaders | undefined, source: Source): SourceLoaders => {
    if (loader === undefined) throw new SourceError(source, 'NOT_CONFIGURED');
    return loader;
  };
  const gather = async (): Promise<People> => {
    const [calcom, saleshandy] = await Promise.all([
      settle(loaders.calcom?.roster()),
      settle(loaders.saleshandy?.members()),
    ]);
    return gatherPeople(calcom, saleshandy);
  };

  return {
    configured: sources.configured,
    calcom: () => need(loaders.calcom, 'CALCOM'),
    alo: () => need(loaders.alo, 'ALO'),
    saleshandy: () => need(loaders.saleshandy, 'SALESHANDY'),
    people: () => {
      people ??= gather();
      return people;
    },
    sourceReports: () => SOURCES.map((source) => ({ source, health: sources.health(source) })),
    reportPart: (info, error) => {
      const part = partError(info, error);
      partErrors.set(JSON.stringify([part.path, error.source, error.context.row]), part);
    },
    partErrors: () => [...partErrors.values()],
  };
}

function partError({ path, fieldNodes }: GraphQLResolveInfo, error: SourceError): GraphQLError {
  const keys: (string | number)[] = [];
  for (let step: GraphQLResolveInfo['path'] | undefined = path; step; step = step.prev) keys.unshift(step.key);
  return new GraphQLError(error.message, { path: keys, nodes: fieldNodes, originalError: error });
}

async function settle<Roster>(reading: Promise<Roster> | undefined): Promise<RosterReading<Roster>> {
  if (!reading) return null;
  const [settled] = await Promise.allSettled([reading]);
  return settled;
}
