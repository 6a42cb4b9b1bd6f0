/**
 * Schemas as code, which parses a value several times as fast as zod and has the same result. It makes no issues: a value
 * that does not fit is parsed once more with zod, which says why. Unlike the code of `z.compile` it makes no function and no
 * object for each optional key and each transform that it runs.
 */
import { z } from 'zod';
import { oncePerObject } from '../../once.ts';
import { type CodeKind, context, MISFIT, takeIssues, writeCode } from './code.ts';
import { defOf, KEYS } from './marks.ts';

export { MISFIT } from './code.ts';

/** The output of a schema for a value; `MISFIT` for a value that does not fit. */
export type Compiled<Output> = (value: unknown) => Output | typeof MISFIT;

/** The code of a schema. No check and no transform in the schema may return a promise. */
export const compiled = <Output>(schema: z.core.$ZodType<Output>): Compiled<Output> => codeOf(schema, 'ACCEPTED');

/** The same, but a value with drift does not fit either. */
export const asDeclared = <Output>(schema: z.core.$ZodType<Output>): Compiled<Output> => codeOf(schema, 'DECLARED');

/** Whether code may be made: not with zod's `jitless`, and not where Node.js forbids it. Without it zod reads everything. */
export const isCodeAllowed = (): boolean => !z.core.globalConfig.jitless && z.core.util.allowsEval.value;

/** Made when it is first needed: a server may never read some of its endpoints. */
function codeOf<Output>(schema: z.core.$ZodType<Output>, kind: CodeKind): Compiled<Output> {
  if (!isCodeAllowed()) return () => MISFIT;
  return CODE[kind](schema) as Compiled<Output>;
}

const CODE = {
  ACCEPTED: oncePerObject((schema: z.core.$ZodType) => compile(schema, 'ACCEPTED')),
  DECLARED: oncePerObject((schema: z.core.$ZodType) => compile(schema, 'DECLARED')),
};

function compile(schema: z.core.$ZodType, kind: CodeKind): Compiled<unknown> {
  const def = defOf(schema);
  if (def.type === 'object' && kind === 'DECLARED') {
    const { known = [], fold } = KEYS.get(schema) ?? {};
    if (fold) return foldedKeys(def.shape, known, fold);
  }
  // The last transform is called from outside: schemas that differ only in it, such as those of two periods, share their code.
  if (def.type === 'pipe' && !def.checks?.length) {
    const out = defOf(def.out);
    if (out.type === 'transform') return transformed(codeOf(def.in, kind), out.transform);
  }
  return writeCode(schema, kind).run;
}

const transformed =
  (before: Compiled<unknown>, transform: Transform): Compiled<unknown> =>
  (value) => {
    const input = before(value);
    return input === MISFIT ? MISFIT : runTransform(transform, input);
  };

type Transform = z.core.$ZodTransformDef['transform'];

/** The output of a transform; `MISFIT` if it adds an issue. */
export function runTransform(transform: Transform, input: unknown): unknown {
  let output: unknown;
  try {
    output = transform(input, context);
  } catch (error) {
    takeIssues();
    throw error;
  }
  return context.issues.length > 0 ? takeIssues() : output;
}

/** A schema whose keys are folded parses nothing, so there is only drift to look for. */
function foldedKeys(
  shape: z.core.$ZodShape,
  known: readonly string[],
  fold: (key: string) => string,
): Compiled<unknown> {
  const values = new Map<string, Compiled<unknown>>(known.map((key) => [key, (value) => value]));
  for (const [key, schema] of Object.entries(shape)) values.set(key, asDeclared(schema));
  return (value) => {
    if (typeof value !== 'object' || value === null) return MISFIT;
    const fields = value as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(fields)) {
      const read = values.get(fold(key));
      if (!read || read(fields[key]) === MISFIT) return MISFIT;
    }
    return value;
  };
}
