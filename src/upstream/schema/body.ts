/**
 * Reads a body with the code of its schema. Lists of rows are read in slices, so the model of a long list is a promise; the
 * way to such a list is not code but these functions, which may wait.
 */
import type { z } from 'zod';
import { oncePerObject } from '../../once.ts';
import { type Awaitable, whenReady } from '../../time/ready.ts';
import { compiled, isCodeAllowed, MISFIT, runTransform } from './compiled.ts';
import { checksOf, defOf, isUsual, ROWS } from './marks.ts';

type Step = (value: unknown) => unknown;

/** The model of a body; `MISFIT` for a body that the schema does not accept. */
export function readBody<Model>(wire: z.ZodType<Model>, body: unknown): Awaitable<Model | typeof MISFIT> {
  if (!isCodeAllowed()) return MISFIT;
  return stepFor(wire)(body) as Awaitable<Model | typeof MISFIT>;
}

/** Made when the first body comes. */
const stepFor = oncePerObject(stepOf);

function stepOf(schema: z.core.$ZodType): Step {
  const def = defOf(schema);
  if (def.type === 'pipe' && !def.checks?.length && !('transform' in def)) {
    const [first, second] = [stepOf(def.in), stepOf(def.out)];
    return (value) => whenReady(first(value), (fit) => (fit === MISFIT ? MISFIT : second(fit)));
  }
  if (def.type === 'transform') return (value) => runTransform(def.transform, value);
  if (!hasRows(schema)) return compiled(schema);
  return def.type === 'object' && isUsual(def) && checksOf(schema).length === 0 ? objectStep(def) : () => MISFIT;
}

function hasRows(schema: z.core.$ZodType): boolean {
  if (ROWS.has(schema)) return true;
  const def = defOf(schema);
  if (def.type === 'object') return Object.values(def.shape).some(hasRows);
  if (def.type === 'pipe') return hasRows(def.in) || hasRows(def.out);
  return 'innerType' in def && hasRows(def.innerType);
}

function objectStep({ shape, catchall }: z.core.$ZodObjectDef): Step {
  const fields = Object.entries(shape).map(([key, schema]) => {
    const { optin, optout } = schema._zod;
    return { key, mayBeAbsent: optin !== undefined, isLeftOut: optin && optout === 'optional', read: stepOf(schema) };
  });
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return MISFIT;
    const input = value as Readonly<Record<string, unknown>>;
    const output: Record<string, unknown> = {};
    const waits: Promise<unknown>[] = [];
    let isMisfit = false;
    for (const { key, mayBeAbsent, isLeftOut, read } of fields) {
      const isAbsent = !(key in input);
      if (isAbsent && isLeftOut) continue;
      const set = (inner: unknown): void => {
        if (inner === MISFIT || (isAbsent && !mayBeAbsent)) isMisfit = true;
        else if (inner !== undefined || !isAbsent) output[key] = inner;
      };
      const inner = read(input[key]);
      if (inner instanceof Promise) waits.push(inner.then(set));
      else set(inner);
    }
    if (catchall) {
      for (const key in input) if (!Object.hasOwn(shape, key) && key !== '__proto__') output[key] = input[key];
    }
    const done = (): unknown => (isMisfit ? MISFIT : output);
    return waits.length === 0 ? done() : Promise.all(waits).then(done);
  };
}
