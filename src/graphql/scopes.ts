/** Keeps from a caller what their scopes do not let them see, as the directive `@requiresScopes` of the schema says. */
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  getDirectiveValues,
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

type Field = GraphQLField<unknown, Context>;
/** Any one of the inner lists is enough, all of it. */
type Needed = readonly (readonly string[])[];
/** What the directive says of each field and input that has it. */
type Guards = ReadonlyMap<Field | GraphQLInputField, Needed>;

/**
 * The same schema; a field that the caller may not see, or to which they give an input that they may not give, throws a
 * `ForbiddenError` in place of what its resolver would do. Throws an Error where the schema names a scope that there is
 * not, guards what cannot be null, or guards an interface's field, of which its types would know nothing.
 */
export function guardFields(schema: GraphQLSchema): GraphQLSchema {
  const guards = readGuards(schema);
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) guardField(field, guards);
  }
  return schema;
}

function guardField(field: Field, guards: Guards): void {
  const needed = guards.get(field);
  if (!needed && field.args.length === 0) return;
  const { resolve = defaultFieldResolver } = field;
  // Thrown thousands of times in one answer: made once.
  const forbidden = needed && new ForbiddenError(needed);
  field.resolve = (parent, args, context, info) => {
    if (forbidden && !areMet(needed, context)) throw forbidden;
    for (const { name, type } of field.args) requireInputs(args[name], type, name, { guards, context });
    return resolve(parent, args, context, info);
  };
}

/** Looks for inputs that the caller may not give, wherever in a value. A null is as good as not given. */
function requireInputs(
  value: unknown,
  type: GraphQLInputType,
  path: string,
  asked: { readonly guards: Guards; readonly context: Context },
): void {
  if (value === undefined || value === null) return;
  const given = getNullableType(type);
  if (isListType(given)) {
    for (const item of Array.isArray(value) ? value : [value]) requireInputs(item, given.ofType, path, asked);
  } else if (isInputObjectType(given)) {
    for (const input of Object.values(given.getFields())) {
      const inner: unknown = Reflect.get(Object(value), input.name);
      if (inner === undefined || inner === null) continue;
      const needed = asked.guards.get(input);
      if (needed && !areMet(needed, asked.context)) throw new ForbiddenError(needed, `${path}.${input.name}`);
      requireInputs(inner, input.type, `${path}.${input.name}`, asked);
    }
  }
}

const areMet = (needed: Needed, { scopes }: Context): boolean => {
  const held: ReadonlySet<string> = scopes;
  return needed.some((all) => all.every((scope) => held.has(scope)));
};

function readGuards(schema: GraphQLSchema): Guards {
  const directive = schema.getDirective(DIRECTIVE);
  if (!directive) throw new Error(`the schema does not declare @${DIRECTIVE}`);
  const guards = new Map<Field | GraphQLInputField, Needed>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values<Field | GraphQLInputField>(type.getFields())) {
      const said = field.astNode && getDirectiveValues(directive, field.astNode);
      if (!said) continue;
      const place = `${type.name}.${field.name}`;
      const needed = said.scopes as Needed;
      checkWords(place, needed);
      if (isNonNullType(field.type)) throw new Error(`${place} is guarded by a scope and has to be nullable`);
      if (isInterfaceType(type)) throw new Error(`${place} is an interface's: guard the field of each of its types`);
      guards.set(field, needed);
    }
  }
  return guards;
}

function checkWords(place: string, needed: Needed): void {
  const known: readonly string[] = SCOPES;
  const stranger = needed.flat().find((scope) => !known.includes(scope));
  if (stranger !== undefined) throw new Error(`${place} needs a scope that there is not: ${stranger}`);
  if (needed.length === 0 || needed.some((all) => all.length === 0)) throw new Error(`${place} needs no scope at all`);
}
