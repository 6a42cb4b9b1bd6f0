/** The planners of one request, which answer each question once: the fields of a query ask the same again and again. */
import type { Planners } from '../../sources/index.ts';

/** The same planners. */
export function askOnce({ calcom, alo, saleshandy }: Planners): Planners {
  const [onceCalcom, onceAlo, onceSaleshandy] = [once(calcom), once(alo), once(saleshandy)] as const;
  return { calcom: onceCalcom, alo: onceAlo, saleshandy: onceSaleshandy };
}

function once<Planner extends object>(plannerOf: () => Planner | undefined): () => Planner | undefined {
  let made: { readonly planner: Planner | undefined } | undefined;
  return () => {
    if (!made) {
      const planner = plannerOf();
      made = { planner: planner && withMemory(planner) };
    }
    return made.planner;
  };
}

type Method = (...args: readonly unknown[]) => unknown;

function withMemory<Planner extends object>(planner: Planner): Planner {
  const methods = Object.entries(planner).map(([name, method]: [string, Method]): [string, Method] => {
    const answers = new Map<string, unknown>();
    return [
      name,
      (...args) => {
        const key = keyOf(args);
        const known = answers.get(key);
        if (known !== undefined) return known;
        const answer = method(...args);
        answers.set(key, answer);
        return answer;
      },
    ];
  });
  return Object.fromEntries(methods) as Planner;
}

/** Another text for another question. Shorter than its JSON, in which an instant takes long. */
function keyOf(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : `${value}`;
  if (value instanceof Date) return `@${value.getTime()}`;
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
  let key = '{';
  for (const [name, part] of Object.entries(value))
    if (part !== undefined && part !== null) key += `${name}:${keyOf(part)},`;
  return `${key}}`;
}
