/**
 * Writes the code of a schema: one small function for each schema in it, however often it is used.
 *
 * The code is run by `new Function`, as zod runs its own. Nothing that a vendor sends is in it: only keys and literals of the
 * schemas, as JSON. What this file does not know is left to zod.
 */
import { z } from 'zod';
import { checksOf, defOf, isLiteral, isPlain, isUsual, KEYS, ROWS } from './marks.ts';

/** What the code returns for a value that does not fit. */
export const MISFIT: unique symbol = Symbol('misfit');

/** Whether the code takes all that zod accepts, or of that only values without drift. */
export type CodeKind = 'ACCEPTED' | 'DECLARED';

/** `leftToZod` has the types of the schemas for which there is no code. */
export interface Code {
  readonly run: (value: unknown) => unknown;
  readonly leftToZod: readonly string[];
}

/** The code of a schema and of all schemas in it. */
export function writeCode(schema: z.core.$ZodType, kind: CodeKind): Code {
  const writer: Writer = {
    kind,
    values: new Map<string, unknown>(Object.entries({ MISFIT, context, takeIssues })),
    functions: new Map(),
    texts: [],
    leftToZod: [],
  };
  const root = functionOf(writer, schema);
  // A transform may add an issue and then throw.
  const start = `return (input) => { try { return ${root}(input); } catch (error) { takeIssues(); throw error; } };`;
  const text = `'use strict';\n${writer.texts.join('\n')}\n${start}`;
  return { run: new Function(...writer.values.keys(), text)(...writer.values.values()), leftToZod: writer.leftToZod };
}

interface Writer {
  readonly kind: CodeKind;
  /** The values that the code uses, by name. */
  readonly values: Map<string, unknown>;
  /** The names of the functions. */
  readonly functions: Map<z.core.$ZodType, string>;
  readonly texts: string[];
  readonly leftToZod: string[];
}

/** A function that is being written. Its argument is `input`. */
interface Body extends Writer {
  readonly lines: string[];
  variables: number;
}

/** The name of the function for a schema. */
function functionOf(writer: Writer, schema: z.core.$ZodType): string {
  const known = writer.functions.get(schema);
  if (known) return known;
  const name = `f${writer.functions.size}`;
  writer.functions.set(schema, name);
  const body: Body = { ...writer, lines: [], variables: 0 };
  const output = parse(body, schema, 'input');
  writer.texts.push(`function ${name}(input) {\n${body.lines.join('\n')}\nreturn ${output};\n}`);
  return name;
}

function nameOf({ values }: Writer, value: unknown): string {
  const name = `c${values.size}`;
  values.set(name, value);
  return name;
}

const newVariable = (body: Body): string => `v${body.variables++}`;

function assign(body: Body, expression: string): string {
  const name = newVariable(body);
  body.lines.push(`let ${name} = ${expression};`);
  return name;
}

const failIf = (body: Body, condition: string): unknown => body.lines.push(`if (${condition}) return MISFIT;`);

/** Assigns the value of an expression that may be `MISFIT`. */
function assignFit(body: Body, expression: string): string {
  const name = assign(body, expression);
  failIf(body, `${name} === MISFIT`);
  return name;
}

/** Writes code that parses the variable `input`. Returns the variable with the output. */
function parse(body: Body, schema: z.core.$ZodType, input: string): string {
  const isForDrift = body.kind === 'DECLARED';
  const output = isForDrift && ROWS.has(schema) ? undefined : parseType(body, schema, input);
  if (output !== undefined) return checksOf(schema).reduce((value, check) => test(body, check, value), output);
  body.leftToZod.push(defOf(schema).type);
  return assignFit(
    body,
    isForDrift ? 'MISFIT' : `${nameOf(body, (value: unknown) => runZod(schema, value))}(${input})`,
  );
}

function runZod(schema: z.core.$ZodType, value: unknown): unknown {
  const { success, data } = z.safeParse(schema, value);
  return success ? data : MISFIT;
}

/** Undefined, with nothing written, for a schema that is left to zod. */
function parseType(body: Body, schema: z.core.$ZodType, input: string): string | undefined {
  const def = defOf(schema);
  switch (def.type) {
    case 'unknown':
    case 'custom':
      return input;
    case 'string':
    case 'number':
    case 'boolean':
      if (def.coerce) return undefined;
      failIf(body, `typeof ${input} !== '${def.type}'`);
      if (def.type === 'number') failIf(body, `!Number.isFinite(${input})`);
      return input;
    case 'literal':
      if (!def.values.every((value) => typeof value === 'string')) return undefined;
      failIf(body, def.values.map((value) => `${input} !== ${JSON.stringify(value)}`).join(' && '));
      return input;
    case 'optional':
      return def.innerType._zod.optin === 'defaulted'
        ? undefined
        : parseUnless(body, 'undefined', def.innerType, input);
    case 'nullable':
      return parseUnless(body, 'null', def.innerType, input);
    case 'pipe':
      return 'transform' in def ? undefined : parse(body, def.out, parse(body, def.in, input));
    case 'transform':
      return transform(body, def.transform, input);
    case 'union':
      return 'discriminator' in def || def.inclusive === false ? undefined : parseUnion(body, def.options, input);
    case 'catch':
      return z.core.util.CONSTANT_CATCH in def.catchValue ? parseCatch(body, def, input) : undefined;
    case 'array':
      return parseArray(body, def.element, input);
    case 'record':
      return isPlain(def.keyType, 'string') && isPlain(def.valueType, 'unknown') && def.mode !== 'loose'
        ? assignFit(body, `${nameOf(body, copyOfRecord)}(${input})`)
        : undefined;
    case 'object':
      return parseObject(body, schema, def, input);
    default:
      return undefined;
  }
}

/** Leaves a value as it is that is undefined, or null. */
function parseUnless(body: Body, nothing: 'undefined' | 'null', inner: z.core.$ZodType, input: string): string {
  const output = assign(body, nothing);
  body.lines.push(`if (${input} !== ${nothing}) {`);
  const value = parse(body, inner, input);
  body.lines.push(`${output} = ${value};`, '}');
  return output;
}

/** The second argument of each transform, without the value. */
export const context = {
  issues: [] as z.core.$ZodRawIssue[],
  addIssue: (issue: z.core.$ZodRawIssue): void => {
    context.issues.push(issue);
  },
} as z.core.ParsePayload & { addIssue(issue: z.core.$ZodRawIssue): void };

/** Forgets the issues of a transform. */
export function takeIssues(): typeof MISFIT {
  context.issues.length = 0;
  return MISFIT;
}

function transform(body: Body, run: unknown, input: string): string {
  const output = assign(body, `${nameOf(body, run)}(${input}, context)`);
  body.lines.push(`if (context.issues.length > 0) return takeIssues();`);
  return output;
}

/** A value that a later option than the declared one accepts has drift. */
function parseUnion(body: Body, options: readonly z.core.$ZodType[], input: string): string {
  const declared = body.kind === 'DECLARED' ? options.findIndex((option) => !isLiteral(option)) : -1;
  const output = assign(body, 'MISFIT');
  for (const option of declared === -1 ? options : options.slice(0, declared + 1)) {
    body.lines.push(`if (${output} === MISFIT) ${output} = ${functionOf(body, option)}(${input});`);
  }
  failIf(body, `${output} === MISFIT`);
  return output;
}

/** A value that is replaced has drift. */
function parseCatch(body: Body, { innerType, catchValue }: z.core.$ZodCatchDef, input: string): string {
  const parsed = `${functionOf(body, innerType)}(${input})`;
  if (body.kind === 'DECLARED') return assignFit(body, parsed);
  const output = assign(body, parsed);
  body.lines.push(`if (${output} === MISFIT) ${output} = ${nameOf(body, catchValue)}();`);
  return output;
}

function parseArray(body: Body, element: z.core.$ZodType, input: string): string {
  failIf(body, `!Array.isArray(${input})`);
  const output = assign(body, '[]');
  body.lines.push(`for (let index = 0; index < ${input}.length; index++) {`);
  const item = assignFit(body, `${functionOf(body, element)}(${input}[index])`);
  body.lines.push(`${output}.push(${item});`, '}');
  return output;
}

function copyOfRecord(value: unknown): unknown {
  if (!z.core.util.isPlainObject(value) || Object.getOwnPropertySymbols(value).length > 0) return MISFIT;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) if (key !== '__proto__') copy[key] = value[key];
  return copy;
}

function parseObject(
  body: Body,
  schema: z.core.$ZodType,
  def: z.core.$ZodObjectDef,
  input: string,
): string | undefined {
  const { shape, catchall } = def;
  const { known = [], fold } = KEYS.get(schema) ?? {};
  if (!isUsual(def) || fold) return undefined;
  failIf(body, `typeof ${input} !== 'object' || ${input} === null || Array.isArray(${input})`);
  const fields = Object.entries(shape).map(([name, field]) => parseField(body, name, field, input));
  if (body.kind === 'DECLARED') {
    const keys = nameOf(body, new Set([...Object.keys(shape), ...known]));
    body.lines.push(`for (const key in ${input}) if (!${keys}.has(key)) return MISFIT;`);
  }
  const output = build(body, fields, input);
  if (catchall) {
    const keys = nameOf(body, new Set(['__proto__', ...Object.keys(shape)]));
    body.lines.push(`for (const key in ${input}) if (!${keys}.has(key)) ${output}[key] = ${input}[key];`);
  }
  return output;
}

interface Field {
  /** As JSON. */
  readonly key: string;
  readonly value: string;
  readonly mayBeAbsent: boolean;
}

function parseField(body: Body, name: string, schema: z.core.$ZodType, input: string): Field {
  const key = JSON.stringify(name);
  const { optin, optout } = schema._zod;
  const raw = assign(body, `${input}[${key}]`);
  const isAbsent = `${raw} === undefined && !(${key} in ${input})`;
  const parsed = `${functionOf(body, schema)}(${raw})`;
  if (optin === undefined) failIf(body, isAbsent);
  const value = assignFit(body, optin && optout === 'optional' ? `${isAbsent} ? undefined : ${parsed}` : parsed);
  return { key, value, mayBeAbsent: optin !== undefined };
}

/** Makes the object at once, which is faster, where no value is undefined. Else leaves out the keys that are absent. */
function build(body: Body, fields: readonly Field[], input: string): string {
  const whole = `{ ${fields.map(({ key, value }) => `${key}: ${value}`).join(', ')} }`;
  const undefinedIf = fields.flatMap(({ value, mayBeAbsent }) => (mayBeAbsent ? [`${value} === undefined`] : []));
  if (undefinedIf.length === 0) return assign(body, whole);
  const output = assign(body, `${undefinedIf.join(' || ')} ? {} : ${whole}`);
  body.lines.push(`if (${undefinedIf.join(' || ')}) {`);
  for (const { key, value, mayBeAbsent } of fields) {
    const condition = mayBeAbsent ? `if (${value} !== undefined || ${key} in ${input}) ` : '';
    body.lines.push(`${condition}${output}[${key}] = ${value};`);
  }
  body.lines.push('}');
  return output;
}

/** Writes code that tests a value. Returns the variable with the value, which a check may change. */
function test(body: Body, check: z.core.$ZodCheck, value: string): string {
  const def = (check as z.core.$ZodChecks)._zod.def;
  if (check instanceof z.core.$ZodCustom) {
    failIf(body, `!${nameOf(body, check._zod.def.fn)}(${value})`);
  } else if (
    def.check === 'string_format' &&
    def.format === 'regex' &&
    def.pattern &&
    !/[gy]/.test(def.pattern.flags)
  ) {
    failIf(body, `!${nameOf(body, def.pattern)}.test(${value})`);
  } else if (def.check === 'number_format' && def.format.includes('int')) {
    const [least, most] = z.core.util.NUMBER_FORMAT_RANGES[def.format];
    failIf(body, `!Number.isInteger(${value}) || ${value} < ${least} || ${value} > ${most}`);
  } else return assignFit(body, `${nameOf(body, (input: unknown) => runCheck(check, input))}(${value})`);
  return value;
}

function runCheck(check: z.core.$ZodCheck, value: unknown): unknown {
  const payload: z.core.ParsePayload<never> = { value: value as never, issues: [] };
  const { when } = check._zod.def;
  if (!when || when(payload)) check._zod.check(payload);
  return payload.issues.length === 0 ? payload.value : MISFIT;
}
