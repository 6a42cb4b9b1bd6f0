/** A server whose ALO answers what a test scripts, and whose other vendors are those of the sandbox. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import type { Clock } from '../../src/time/clock.ts';
import { type FakeVendor, jsonAnswer, startFakeVendor } from './fake-vendor.ts';
import { startServer } from './graph.ts';

export type Row = Record<string, unknown>;

/** The answers of an ALO, by page from 1. */
export interface FakeAlo {
  readonly periods: (query: URLSearchParams, page: number) => Row;
  /** Null is a 404. */
  readonly actions?: (periodId: string, page: number) => Row | null;
}

/** Registers the hooks of a test file. Gives a function that starts a server over an ALO, closed after the test. */
export function useFakeAlo() {
  let sandbox: Sandbox;
  const running: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterEach(async () => {
    for (const close of running.splice(0).reverse()) await close();
  });
  afterAll(() => sandbox.close());

  return async (
    { periods, actions = () => ({ actions: [] }) }: FakeAlo,
    settings: Record<string, string> = {},
    clock?: Clock,
  ) => {
    const alo: FakeVendor = await startFakeVendor((socket, head) => {
      const url = new URL(pathIn(head), 'http://alo');
      const page = Number(url.searchParams.get('page') ?? 1);
      const id = /^\/periods\/(\d+)\/actions$/.exec(url.pathname)?.[1];
      const body = id === undefined ? periods(url.searchParams, page) : actions(id, page);
      socket.write(body === null ? NOT_FOUND : jsonAnswer(JSON.stringify(body)));
    });
    running.push(alo.close);
    const server = await startServer({ ...sandbox.settings, ALO_API_URL: alo.url, ...settings }, { clock });
    running.push(server.close);
    return { ...server, calls: () => alo.arrivals.map(pathIn) };
  };
}

const pathIn = (head: string): string => head.split(' ')[1] ?? '';

const NOT_FOUND =
  'HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: 30\r\n\r\n{"message":"Period not found"}';

export const HOUR_MS = 60 * 60_000;
export const START_MS = Date.parse('2026-01-01T00:00:00Z');
export const iso = (ms: number): string => new Date(ms).toISOString();
/** The first day of the shifts. */
export const DAY = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };

/** A period of two hours. The shift with index 0 starts with the year. */
export const shift = (index: number, more: Row = {}): Row => ({
  id: index + 1,
  name: `Shift ${index + 1}`,
  start_date: iso(START_MS + 2 * index * HOUR_MS),
  end_date: iso(START_MS + 2 * (index + 1) * HOUR_MS),
  ...more,
});
export const shifts = (count: number): Row[] => Array.from({ length: count }, (_, index) => shift(index));

export const PERIODS =
  'query ($range: DateTimeRange) { periods(range: $range, first: 100) { complete totalCount nodes { sourceId } } }';
