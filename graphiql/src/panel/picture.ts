/** From a report to a picture: what stands where, and what it says. Pure; lengths and places are shares of the width. */
import type { Call, Report, SourceState, StaleField, Wait } from './report.ts';
import { age, callsMade, callsText, count, duration, factsOf, leftText, nameOf, reasonOf, shortCode } from './words.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Bar {
  readonly key: string;
  readonly endpoint: string;
  readonly cache: Call['cache'];
  /** The wait in the queue; undefined where there was none. */
  readonly wait?: Span;
  /** The call itself; undefined where nothing was waited for. */
  readonly work?: Span;
  /** Where the answer, a copy or a failure came. */
  readonly endsAt: number;
  readonly attempts: number;
  readonly code?: string;
  /** The two figures beside it. */
  readonly time: string;
  readonly rows: string;
  readonly facts: readonly string[];
  /** All of it in a sentence. */
  readonly label: string;
}

export interface Gauge {
  /** From 0 to 1; undefined where there is no limit. */
  readonly left?: number;
  readonly text: string;
  readonly mood: 'GOOD' | 'LOW' | 'STOPPED';
}

export interface Group {
  readonly source: string;
  readonly name: string;
  readonly calls: string;
  readonly made: number;
  /** Undefined for a source of which nothing is told. */
  readonly gauge?: Gauge;
  readonly bars: readonly Bar[];
}

/** Fields that are old alike; a * stands for every place in a list. */
interface OldFields {
  readonly path: string;
  readonly source: string;
  readonly text: string;
}

export interface Picture {
  readonly headline: string;
  /** Said where there is no bar, or none that cost a call. */
  readonly note?: string;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** When the query was answered. */
  readonly answeredAt: number;
  readonly groups: readonly Group[];
  readonly old: readonly OldFields[];
  /** All of it in words. */
  readonly text: string;
}

/** Shorter times are drawn on an axis of this length: else nothing would look like something. */
const SHORTEST_AXIS_MS = 20;
const MOST_STEPS = 4;
/** A gauge with less left than this is low. */
const LOW = 0.2;

export function drawPicture(report: Report): Picture {
  const { calls, ms } = report;
  const axisMs = Math.max(SHORTEST_AXIS_MS, ms, ...calls.map((call) => call.startMs + call.ms));
  const groups = sourcesOf(report).map((source) => drawGroup(source, report, axisMs));
  const old = oldFields(report.stale);
  const headline = headlineOf(report);
  const note = noteOf(report);
  const spoken = [
    headline,
    note,
    ...groups.map(({ name, calls: told, gauge }) => `${name}: ${told}${gauge ? `, ${gauge.text}` : ''}`),
    ...old.map(({ path, text }) => `${path}: ${text}`),
  ];
  return {
    headline,
    note,
    ticks: ticksOf(axisMs).map((at) => ({ at: at / axisMs, text: at === 0 ? '0' : duration(at) })),
    answeredAt: ms / axisMs,
    groups,
    old,
    text: spoken
      .filter((sentence) => sentence !== undefined)
      .map((sentence) => (sentence.endsWith('.') ? sentence : `${sentence}.`))
      .join(' '),
  };
}

/** The configured ones first, in their order, and whoever was asked beside them. */
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
    calls: callsText(own, longestOf(report.waits.filter((wait) => wait.source === source))),
    made: callsMade(own),
    gauge: state && drawGauge(state),
    bars: own.map((call, index) => drawBar(call, `${source} ${index}`, report, axisMs)),
  };
}

function drawBar(call: Call, key: string, { stale, waits }: Report, axisMs: number): Bar {
  const { endpoint, cache, startMs, waitMs, ms, attempts, rows, code } = call;
  const sentMs = startMs + Math.min(waitMs, ms);
  const endMs = startMs + ms;
  const span = (fromMs: number, toMs: number): Span => ({ from: fromMs / axisMs, to: toMs / axisMs });
  const isWaitedFor = attempts > 0 || cache === 'SHARED';
  const againMs = longestOf(waits.filter((wait) => wait.source === call.source && wait.code === code));
  const facts = factsOf(call, { because: reasonFor(call, stale), waitMs: againMs });
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

/** Why a copy is old, as far as that is told: of each field, for the oldest of each source alone. */
const reasonFor = (call: Call, stale: readonly StaleField[]): string | undefined =>
  stale.find(({ source, ageMs }) => source === call.source && ageMs === call.ageMs)?.reason;

const longestOf = (waits: readonly Wait[]): number | undefined =>
  waits.length === 0 ? undefined : Math.max(...waits.map(({ retryAfterMs }) => retryAfterMs));

/** How long it took, or how old it is. */
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

/** Round times, no more than five of them. */
function ticksOf(axisMs: number): number[] {
  const magnitude = 10 ** Math.floor(Math.log10(axisMs / MOST_STEPS));
  const stepMs = magnitude * ([1, 2, 2.5, 5].find((factor) => axisMs / (factor * magnitude) <= MOST_STEPS) ?? 10);
  return Array.from({ length: Math.floor(axisMs / stepMs) + 1 }, (_, index) => index * stepMs);
}

function headlineOf(report: Report): string {
  const { calls, ms } = report;
  return [`${count(callsMade(calls), 'call')} in ${duration(ms)}`, refreshText(report)].filter(Boolean).join(', ');
}

/** How many old copies are being read again. Where it is not told of each of them why it is old, there may be more. */
function refreshText({ calls, stale }: Report): string | undefined {
  const reasons = calls.filter(({ cache }) => cache === 'STALE').map((call) => reasonFor(call, stale));
  const known = reasons.filter((reason) => reason === 'REVALIDATING').length;
  if (known === 0) return undefined;
  return `${reasons.includes(undefined) ? 'at least ' : ''}${known} being refreshed`;
}

function noteOf({ calls, hasErrors }: Report): string | undefined {
  if (calls.length === 0) return hasErrors ? 'It failed before any source was asked.' : 'No source was asked.';
  if (callsMade(calls) > 0 || calls.some(({ code }) => code !== undefined)) return undefined;
  const isShared = calls.some(({ cache }) => cache === 'SHARED');
  const oldestMs = Math.max(...calls.map(({ ageMs }) => ageMs));
  return isShared
    ? 'Somebody else was asking the same already.'
    : `Answered from what is kept, ${age(oldestMs)} old at most.`;
}

/** Places in lists are folded: a list of a hundred old things is one old thing. */
function oldFields(stale: readonly StaleField[]): OldFields[] {
  const alike = new Map<string, StaleField[]>();
  for (const field of stale) {
    const path = field.path.map((key) => (typeof key === 'number' ? '*' : key)).join('.');
    const key = JSON.stringify([path, field.source, field.reason]);
    alike.set(key, [...(alike.get(key) ?? []), field]);
  }
  return [...alike].map(([key, fields]) => {
    const [path = '', source = '', reason = ''] = JSON.parse(key) as string[];
    const oldest = age(Math.max(...fields.map(({ ageMs }) => ageMs)));
    const places = fields.length > 1 ? `${fields.length} places, ` : '';
    return { path, source, text: `${places}${oldest} old, because ${reasonOf(reason)}` };
  });
}
