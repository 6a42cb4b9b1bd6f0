/** Counts what every request changes. prom-client looks the labels up at each change; here that is done at a scrape. */
import { Counter, Gauge, type Registry } from 'prom-client';

export interface Tally {
  /** With the values of the labels, in the order in which the tally declares them. */
  add(amount: 1 | -1, first: string, second?: string): void;
}

interface TallyOptions {
  readonly name: string;
  readonly help: string;
  /** One or two labels, each with all its values. Every combination begins at 0. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Whether it can fall. */
  readonly isGauge?: boolean;
}

/** Registers a counter or a gauge. */
export function createTally(registry: Registry, { name, help, labels, isGauge = false }: TallyOptions): Tally {
  const labelNames = Object.keys(labels);
  const [firsts = [], seconds = ['']] = Object.values(labels);
  const counts = new Map(firsts.map((first) => [first, new Map(seconds.map((second) => [second, 0]))]));
  const Metric = isGauge ? Gauge : Counter;
  new Metric({
    ...{ name, help, labelNames, registers: [registry] },
    collect() {
      this.reset();
      for (const [first, ofFirst] of counts) {
        for (const [second, count] of ofFirst) {
          const values = [first, second];
          this.inc(Object.fromEntries(labelNames.map((label, index) => [label, values[index] ?? ''])), count);
        }
      }
    },
  });
  return {
    add: (amount, first, second = '') => {
      const ofFirst = counts.get(first);
      ofFirst?.set(second, (ofFirst.get(second) ?? 0) + amount);
    },
  };
}
