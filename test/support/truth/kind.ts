/**
 * A kind of random world: a vendor with rows that we know, and faults. From a seed it makes the same world each time, asks
 * the graph for lists over real sockets, and holds each against the truth.
 *
 * A new kind is a file that exports a `Kind`, and a line in index.ts.
 */
import fc from 'fast-check';

/** How many lists of a world came out how. */
export interface Outcome {
  /** They say that they are complete. */
  readonly complete: number;
  /** They say that they are not. */
  readonly cut: number;
  /** There is an error in place of the list. */
  readonly failed: number;
  /** What was told that is not true, in sentences. */
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

/** `open` is called with the first world. */
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

/** The world of a seed. Neighbouring seeds give worlds that have nothing to do with each other. */
export function draw<World>(worlds: fc.Arbitrary<World>, seed: number): World {
  const [world] = fc.sample(worlds, { seed: Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) ^ 0x297a2d39, numRuns: 1 });
  if (world === undefined) throw new Error('no world');
  return world;
}

/** A list as the graph told it. */
export interface ToldList {
  readonly what: string;
  readonly total: number | null;
  readonly complete: boolean;
  /** What tells a row from every other, and whatever of it must be true. */
  readonly rows: readonly string[];
  /** Whether the rows that were asked for may be a page of the list. */
  readonly isPage?: boolean;
}

/** A list that says that it is complete is the truth, and any other is a part of it. `list` is null where it failed. */
export function judge(list: ToldList | null, truth: readonly string[]): Outcome {
  if (list === null) return { complete: 0, cut: 0, failed: 1, violations: [] };
  const { what, total, complete, rows, isPage = false } = list;
  const known = new Set(truth);
  const strays = rows.filter((row) => !known.has(row));
  const isWhole = total === truth.length && (isPage || rows.length === truth.length);
  const problems = [
    ...(strays.length > 0 ? [`shows ${strays.slice(0, 3)}`] : []),
    ...(new Set(rows).size < rows.length ? ['shows a row twice'] : []),
    ...(complete && !isWhole ? [`complete with ${rows.length} rows and a total of ${total}, not ${truth.length}`] : []),
    ...(!complete && total !== null ? [`has a total of ${total}, and is not complete`] : []),
  ];
  return {
    complete: complete ? 1 : 0,
    cut: complete ? 0 : 1,
    failed: 0,
    violations: problems.map((problem) => `${what}: ${problem}`),
  };
}

export const sumOf = (outcomes: readonly Outcome[]): Outcome => ({
  complete: outcomes.reduce((sum, { complete }) => sum + complete, 0),
  cut: outcomes.reduce((sum, { cut }) => sum + cut, 0),
  failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
  violations: outcomes.flatMap(({ violations }) => violations),
});
