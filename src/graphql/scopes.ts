/** Authorization by scope: enforces the directive `@requiresScopes` of the schema. */
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { SCOPES } from '../config/values.ts';
import { ForbiddenError } from '../errors.ts';
import type { Context } from '../resolvers/context.ts';

const DIRECTIVE = 'requiresScopes';

type ScopedContext = Pick<Context, 'scopes'>;
/** The caller needs all scopes of any one of the inner lists. */
type Needed = readonly (readonly string[])[];
/** The fields and input fields with the directive. */
type Guards = ReadonlyMap<unknown, Needed>;

/** Throws a `ForbiddenError` where the caller lacks the scope of the field, or of an input field that they set. */
export type ScopeCheck = (args: Readonly<Record<string, unknown>>, context: ScopedContext) => void;

/**
 * Returns the function that gives the check of a field of this schema: undefined for a field that needs no scope.
 *
 * Throws an Error where the schema does not declare the directive, names an unknown scope, guards a non-null field (it could
 * not be null when it is forbidden), or guards a field of an interface (the object types would not know of it).
 */
export function createScopeChecks(
  schema: GraphQLSchema,
): (field: GraphQLField<unknown, never>) => ScopeCheck | undefined {
  const guards = readGuards(schema);
  return (field) => {
    const needed = guards.get(field);
    const guardedArguments = field.args.filter(({ type }) => hasGuardedField(type, guards));
    if (!needed && guardedArguments.length === 0) return undefined;
    // One error for all objects: a query may make the field throw it thousands of times.
    const forbidden = needed && new ForbiddenError(needed);
    return (args, context) => {
      if (forbidden && !areMet(needed, context)) throw forbidden;
      for (const { name, type } of guardedArguments) checkInput(args[name], type, name, guards, context);
    };
  };
}

/** Wraps a resolver: the check runs before it. */
export function guardField<C extends ScopedContext>(
  check: ScopeCheck | undefined,
  resolve: GraphQLFieldResolver<unknown, C> | undefined,
): GraphQLFieldResolver<unknown, C> | undefined {
  if (!check) return resolve;
  const guarded = resolve ?? defaultFieldResolver;
  return (parent, args, context, info) => {
    check(args, context);
    return guarded(parent, args, context, info);
  };
}

/** Throws where a guarded input field is set, at whatever depth. Null counts as not set. */
function checkInput(
  value: unknown,
  type: GraphQLInputType,
  path: string,
  guards: Guards,
  context: ScopedContext,
): void {
  if (value === undefined || value === null) return;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    for (const item of Array.isArray(value) ? value : [value]) checkInput(item, nullable.ofType, path, guards, context);
  } else if (isInputObjectType(nullable)) {
    for (const input of Object.values(nullable.getFields())) {
      const inner: unknown = Reflect.get(Object(value), input.name);
      if (inner === undefined || inner === null) continue;
      const needed = guards.get(input);
      if (needed && !areMet(needed, context)) throw new ForbiddenError(needed, `${path}.${input.name}`);
      checkInput(inner, input.type, `${path}.${input.name}`, guards, context);
    }
  }
}

const areMet = (needed: Needed, { scopes }: ScopedContext): boolean => {
  const held: ReadonlySet<string> = scopes;
  return needed.some((all) => all.every((scope) => held.has(scope)));
};

function hasGuardedField(type: GraphQLInputType, guards: Guards, seen = new Set<unknown>()): boolean {
  const named = getNamedType(type);
  if (!isInputObjectType(named) || seen.has(named)) return false;
  seen.add(named);
  const inputs: readonly GraphQLInputField[] = Object.values(named.getFields());
  return inputs.some((input) => guards.has(input) || hasGuardedField(input.type, guards, seen));
}

function readGuards(schema: GraphQLSchema): Guards {
  const directive = schema.getDirective(DIRECTIVE);
  if (!directive) throw new Error(`the schema does not declare @${DIRECTIVE}`);
  const guards = new Map<unknown, Needed>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values<GraphQLField<unknown, Context> | GraphQLInputField>(type.getFields())) {
      const directiveValues = field.astNode && getDirectiveValues(directive, field.astNode);
      if (!directiveValues) continue;
      const coordinate = `${type.name}.${field.name}`;
      const needed = directiveValues.scopes as Needed;
      checkScopes(coordinate, needed);
      if (isNonNullType(field.type)) throw new Error(`${coordinate} is guarded by a scope and has to be nullable`);
      if (isInterfaceType(type)) {
        throw new Error(`${coordinate} is an interface's: guard the field of each of its types`);
      }
      guards.set(field, needed);
    }
  }
  return guards;
}

function checkScopes(coordinate: string, needed: Needed): void {
  const known: readonly string[] = SCOPES;
  const unknown = needed.flat().find((scope) => !known.includes(scope));
  if (unknown !== undefined) throw new Error(`${coordinate} needs an unknown scope: ${unknown}`);
  if (needed.length === 0 || needed.some((all) => all.length === 0)) {
    throw new Error(`${coordinate} needs no scope at all`);
  }
}
