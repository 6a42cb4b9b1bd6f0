/** The conditions of the comparison. */
import type { Condition } from './measure.ts';

export const CONDITIONS: readonly Condition[] = [
  ...[0, 20].flatMap((delayMs) =>
    [false, true].map((isVarying): Condition => {
      const bodies = isVarying ? 'varying' : 'equal';
      const title = `Uncached, ${bodies} upstream bodies, upstream at ${delayMs} ms`;
      return { name: `${bodies}-${delayMs}`, title, kind: 'uncached', isVarying, delayMs };
    }),
  ),
  { name: 'repeated', title: 'Repeated', kind: 'repeated', isVarying: false, delayMs: 0 },
];
