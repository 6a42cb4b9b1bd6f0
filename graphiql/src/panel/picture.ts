/** Turns a report into a picture: positions and texts. Pure; positions and lengths are shares of the width, from 0 to 1. */
import { linesWithCalls, type PlanLine, priceOf, priceText } from '../plan/plan.ts';
import { type Call, type Report, type Retry, reasonFor, type SourceState, type StaleField } from './report.ts';
import { age, callsMade, callsText, count, duration, factsOf, leftText, nameOf, reasonOf, shortCode } from './texts.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Bar {
  readonly key: string;
  readonly endpoint: string;
  readonly cache: Call['cache'];
  /** The wait for a permit of the rate limiter; undefined where there was none. */
  readonly wait?: Span;
  /** The call itself; undefined where none was sent or shared. */
  readonly work?: Span;
  /** When the answer or the failure came. */
  readonly endsAt: number;
  readonly attempts: number;
  readonly code?: string;
  /** The two texts beside the bar. */
  readonly time: string;
  readonly rows: string;
  readonly facts: readonly string[];
  /** All of it for a screen reader. */
  readonly label: string;
}

export interface Gauge {
  /** Undefined where there is no limit. */
  readonly left?: number;
  readonly text: string;
  readonly mood: 'GOOD' | 'LOW' | 'STOPPED';
}

export interface Group {
  readonly source: string;
  readonly name: string;
  readonly calls: string;
  readonly made: number;
  /** Undefined for a source whose state is not known. */
  readonly gauge?: Gauge;
  readonly bars: readonly Bar[];
}

/** Fields that are stale for one reason; * stands for the positions in a list. */
interface StaleGroup {
  readonly path: string;
  readonly source: string;
  readonly text: string;
}

export interface Picture {
  readonly headline: string;
  /** Shown where there is no bar, or none that cost a call. */
  readonly note?: string;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** When the query was answered. */
  readonly answeredAt: number;
  readonly groups: readonly Group[];
  /** The plan with what happened. */
  readonly plan?: { readonly title: string; readonly lines: readonly PlanLine[] };
  readonly stale: readonly StaleGroup[];
  /** All of it for a screen reader. */
  readonly text: string;
}

/** The axis is at least this long: on a shorter one a few milliseconds would look like a long call. */
const SHORTEST_AXIS_MS = 20;
const MAX_STEPS = 4;
/** A gauge with less left than this is low. */
const LOW = 0.2;

export function drawPicture(report: Report): Picture {
  const { calls, ms } = report;
  const axisMs = Math.max(SHORTEST_AXIS_MS, ms, ...calls.map((call) => call.startMs + call.ms));
  const groups = sourcesOf(report).map((source) => drawGroup(source, report, axisMs));
  const stale = staleGroups(report.stale);
  const headline = headlineOf(report);
  const note = noteOf(report);
  const plan = report.plan && {
    title: `Planned: ${priceText(priceOf(report.plan))}`,
    lines: linesWithCalls(report.plan, report),
  };
  const spoken = [
    headline,
    plan?.title,
    note,
    ...groups.map(({ name, calls: text, gauge }) => `${name}: ${text}${gauge ? `, ${gauge.text}` : ''}`),
    ...stale.map(({ path, text }) => `${path}: ${text}`),
  ];
  return {
    headline,
    note,
    ticks: ticksOf(axisMs).map((at) => ({ at: at / axisMs, text: at === 0 ? '0' : duration(at) })),
    answeredAt: ms / axisMs,
    groups,
    plan,
    stale,
    text: spoken
      .filter((sentence) => sentence !== undefined)
      .map((sentence) => (sentence.endsWith('.') ? sentence : `${sentence}.`))
      .join(' '),
  };
}

/** The configured sources in their order, then others that were called. */
const sourcesOf = ({ sources, calls }: Report): string[] => [
  ...new Set([...sources.map(({ source }) => source), ...calls.map(({ source }) => source)]),
];

function drawGroup(source: string, report: Report, axisMs: number): Group {
  const { calls, sources } = report;
  const own = calls.filter((call) => call.source === source);
  const state = sources.find((one) => one.source === source);
  return {
    source,
    name: nameOf(source),
    calls: callsText(own, longestOf(report.retries.filter((retry) => retry.source === source))),
    made: callsMade(own),
    gauge: state && drawGauge(state),
    bars: own.map((call, index) => drawBar(call, `${source} ${index}`, report, axisMs)),
  };
}

function drawBar(call: Call, key: string, { stale, retries }: Report, axisMs: number): Bar {
  const { endpoint, cache, startMs, waitMs, ms, attempts, rows, code } = call;
  const sentMs = startMs + Math.min(waitMs, ms);
  const endMs = startMs + ms;
  const span = (fromMs: number, toMs: number): Span => ({ from: fromMs / axisMs, to: toMs / axisMs });
  const isWaitedFor = attempts > 0 || cache === 'SHARED';
  const retryAfterMs = longestOf(retries.filter((retry) => retry.source === call.source && retry.code === code));
  const facts = factsOf(call, { because: reasonFor(call, stale), retryAfterMs });
  return {
    key,
    endpoint,
    cache,
    wait: waitMs > 0 ? span(startMs, sentMs) : undefined,
    work: isWaitedFor ? span(sentMs, endMs) : undefined,
    endsAt: endMs / axisMs,
    attempts,
    code,
    time: timeOf(call),
    rows: code === undefined ? (rows === null ? '' : count(rows, 'row')) : shortCode(code),
    facts,
    label: `${nameOf(call.source)}, ${endpoint}: ${cache}, ${facts.join(', ')}`,
  };
}

const longestOf = (retries: readonly Retry[]): number | undefined =>
  retries.length === 0 ? undefined : Math.max(...retries.map(({ retryAfterMs }) => retryAfterMs));

/** How long the call took, or how old the answer is. */
function timeOf({ cache, ms, ageMs, attempts }: Call): string {
  if (cache === 'FRESH' || cache === 'STALE') return `${age(ageMs)} old`;
  return cache === 'MISS' && attempts === 0 ? 'not sent' : duration(ms);
}

function drawGauge(state: SourceState): Gauge {
  const { limit, left, parkedMs, breaker } = state;
  const share = limit === null || left === null ? undefined : Math.min(1, Math.max(0, left / Math.max(1, limit)));
  const isStopped = parkedMs > 0 || breaker !== 'CLOSED' || share === 0;
  const mood = isStopped ? 'STOPPED' : share !== undefined && share < LOW ? 'LOW' : 'GOOD';
  return { left: share, text: leftText(state), mood };
}

/** At most five round times. */
function ticksOf(axisMs: number): number[] {
  const magnitude = 10 ** Math.floor(Math.log10(axisMs / MAX_STEPS));
  const stepMs = magnitude * ([1, 2, 2.5, 5].find((factor) => axisMs / (factor * magnitude) <= MAX_STEPS) ?? 10);
  return Array.from({ length: Math.floor(axisMs / stepMs) + 1 }, (_, index) => index * stepMs);
}

function headlineOf(report: Report): string {
  const { calls, ms } = report;
  return [`${count(callsMade(calls), 'call')} in ${duration(ms)}`, revalidationText(report)].filter(Boolean).join(', ');
}

/** How many stale answers are being revalidated; "at least" where the reason of one of them is not known. */
function revalidationText({ calls, stale }: Report): string | undefined {
  const reasons = calls.filter(({ cache }) => cache === 'STALE').map((call) => reasonFor(call, stale));
  const known = reasons.filter((reason) => reason === 'REVALIDATING').length;
  if (known === 0) return undefined;
  return `${reasons.includes(undefined) ? 'at least ' : ''}${known} being revalidated`;
}

function noteOf({ calls, hasErrors }: Report): string | undefined {
  if (calls.length === 0) return hasErrors ? 'The query failed before any source was called.' : 'No source was called.';
  if (callsMade(calls) > 0 || calls.some(({ code }) => code !== undefined)) return undefined;
  const isShared = calls.some(({ cache }) => cache === 'SHARED');
  const oldestMs = Math.max(...calls.map(({ ageMs }) => ageMs));
  return isShared
    ? 'Another request was making the same calls.'
    : `Answered from the cache, at most ${age(oldestMs)} old.`;
}

/** Positions in lists are merged: a hundred stale items of one list are one group. */
function staleGroups(stale: readonly StaleField[]): StaleGroup[] {
  const groups = new Map<string, StaleField[]>();
  for (const field of stale) {
    const path = field.path.map((key) => (typeof key === 'number' ? '*' : key)).join('.');
    const key = JSON.stringify([path, field.source, field.reason]);
    groups.set(key, [...(groups.get(key) ?? []), field]);
  }
  return [...groups].map(([key, fields]) => {
    const [path = '', source = '', reason = ''] = JSON.parse(key) as string[];
    const oldest = age(Math.max(...fields.map(({ ageMs }) => ageMs)));
    const places = fields.length > 1 ? `${fields.length} places, ` : '';
    return { path, source, text: `${places}${oldest} old, because ${reasonOf(reason)}` };
  });
}
