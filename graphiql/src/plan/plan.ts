/** The texts of a plan: how many calls to the sources a query may make, and how many it made. Pure. */
import { type Call, type PlannedCalls, type Report, reasonFor } from '../panel/report.ts';
import { count, nameOf } from '../panel/texts.ts';

/** All calls of a plan together. */
export interface Price {
  readonly min: number;
  readonly max: number;
}

export const priceOf = (plan: readonly PlannedCalls[]): Price => ({
  min: plan.reduce((sum, { min }) => sum + min, 0),
  max: plan.reduce((sum, { max }) => sum + max, 0),
});

/** The figures alone, such as `0-3`. */
const rangeText = ({ min, max }: Price): string => (min === max ? figure(max) : `${figure(min)}-${figure(max)}`);

const figure = (calls: number): string => calls.toLocaleString('en');

/** Such as `0-3 calls` or `1 call`. */
export const priceText = (price: Price): string =>
  price.min === price.max ? count(price.max, 'call') : `${rangeText(price)} calls`;

/** One line of the plan as the page shows it. */
export interface PlanLine {
  readonly source: string;
  /** The name of the source for readers. */
  readonly name: string;
  readonly endpoint: string;
  readonly planned: string;
  /** What was made; undefined before the query has run. */
  readonly made?: string;
  readonly cached: number;
  readonly fields: readonly string[];
  readonly bound: string | null;
}

export const linesOf = (plan: readonly PlannedCalls[]): PlanLine[] => plan.map(lineOf);

function lineOf(planned: PlannedCalls): PlanLine {
  const { source, endpoint, cached, fields, bound } = planned;
  return { source, name: nameOf(source), endpoint, planned: rangeText(planned), cached, fields, bound };
}

/**
 * The lines of the plan with what happened, then a line for each endpoint that was read without being planned. A directory that is
 * held is not read at all: what the plan says of it stands.
 */
export function linesWithCalls(
  plan: readonly PlannedCalls[],
  { calls, stale }: Pick<Report, 'calls' | 'stale'>,
): PlanLine[] {
  const readOf = ({ source, endpoint, cached = 0 }: Endpoint): Pick<PlanLine, 'made' | 'cached'> => {
    const own = calls.filter((call) => call.source === source && call.endpoint === endpoint);
    return {
      made: madeText(own, own.filter((call) => reasonFor(call, stale) === 'REVALIDATING').length),
      cached: own.length === 0 ? cached : own.filter(({ cache }) => cache === 'FRESH' || cache === 'STALE').length,
    };
  };
  const isPlanned = (call: Call): boolean =>
    plan.some(({ source, endpoint }) => source === call.source && endpoint === call.endpoint);
  const others = new Map(
    calls.filter((call) => !isPlanned(call)).map((call) => [`${call.source} ${call.endpoint}`, call] as const),
  );
  return [
    ...plan.map((planned) => ({ ...lineOf(planned), ...readOf(planned) })),
    ...[...others.values()].map(({ source, endpoint }) => ({
      source,
      name: nameOf(source),
      endpoint,
      planned: 'not planned',
      fields: [],
      bound: null,
      ...readOf({ source, endpoint }),
    })),
  ];
}

type Endpoint = Pick<PlannedCalls, 'source' | 'endpoint'> & Partial<Pick<PlannedCalls, 'cached'>>;

/** A call that is tried again is one call: the plan does not count retries. */
function madeText(calls: readonly Call[], revalidated: number): string {
  const sent = calls.filter(({ attempts }) => attempts > 0);
  const retries = sent.reduce((sum, { attempts }) => sum + attempts - 1, 0);
  const shared = calls.filter(({ cache }) => cache === 'SHARED').length;
  return [
    `${sent.length}`,
    retries > 0 && `${retries} ${retries === 1 ? 'retry' : 'retries'}`,
    shared > 0 && `${shared} shared`,
    revalidated > 0 && `${revalidated} in the background`,
  ]
    .filter(Boolean)
    .join(', ');
}
