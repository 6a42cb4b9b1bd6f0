/**
 * A kind of random world: a vendor with known rows and with faults. A seed always gives the same world. The kind queries the
 * graph for lists over real sockets, and compares each with the known rows.
 *
 * A new kind is a file that exports a `Kind`, and a line in index.ts.
 */
import fc from 'fast-check';

/** The numbers of lists of a world by result. */
export interface Outcome {
  /** Lists with `complete: true`. */
  readonly complete: number;
  /** Lists with `complete: false`. */
  readonly cut: number;
  /** Lists that are an error. */
  readonly failed: number;
  /** What a list shows or says that is not true, in sentences. */
  readonly violations: readonly string[];
}

export interface Kind {
  readonly name: string;
  run(seed: number): Promise<Outcome>;
  /** Closes what `run` opened. */
  close(): Promise<void>;
}

/** The servers that the worlds of a kind share. */
export interface Stage {
  run(seed: number): Promise<Outcome>;
  close(): Promise<void>;
}

/** A kind that calls `open` before its first world. */
export function kindOf(name: string, open: () => Promise<Stage>): Kind {
  let stage: Promise<Stage> | undefined;
  return {
    name,
    run: async (seed) => {
      stage ??= open();
      return (await stage).run(seed);
    },
    close: async () => {
      await (await stage)?.close();
      stage = undefined;
    },
  };
}

/** The world of a seed. Successive seeds give independent worlds. */
export function draw<World>(worlds: fc.Arbitrary<World>, seed: number): World {
  const [world] = fc.sample(worlds, { seed: Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) ^ 0x297a2d39, numRuns: 1 });
  if (world === undefined) throw new Error('no world');
  return world;
}

/** A list as the graph answers it. */
export interface AnsweredList {
  readonly what: string;
  readonly total: number | null;
  readonly complete: boolean;
  /** For each row a text that differs from those of other rows, with all values that must be true. */
  readonly rows: readonly string[];
  /** Whether the list may have more rows than were requested. */
  readonly isPage?: boolean;
}

/**
 * Judges a list: a complete list has all true rows, and any other has only true rows and no total. `list` is null if it is
 * an error.
 */
export function judge(list: AnsweredList | null, truth: readonly string[]): Outcome {
  if (list === null) return { complete: 0, cut: 0, failed: 1, violations: [] };
  const { what, total, complete, rows, isPage = false } = list;
  const known = new Set(truth);
  const strays = rows.filter((row) => !known.has(row));
  const isWhole = total === truth.length && (isPage || rows.length === truth.length);
  const problems = [
    ...(strays.length > 0 ? [`shows ${strays.slice(0, 3)}`] : []),
    ...(new Set(rows).size < rows.length ? ['shows a row twice'] : []),
    ...(complete && !isWhole ? [`complete with ${rows.length} rows and a total of ${total}, not ${truth.length}`] : []),
    ...(!complete && total !== null ? [`has a total of ${total} but is not complete`] : []),
  ];
  return {
    complete: complete ? 1 : 0,
    cut: complete ? 0 : 1,
    failed: 0,
    violations: problems.map((problem) => `${what}: ${problem}`),
  };
}

/** Adds outcomes. */
export const sumOf = (outcomes: readonly Outcome[]): Outcome => ({
  complete: outcomes.reduce((sum, { complete }) => sum + complete, 0),
  cut: outcomes.reduce((sum, { cut }) => sum + cut, 0),
  failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
  violations: outcomes.flatMap(({ violations }) => violations),
});
