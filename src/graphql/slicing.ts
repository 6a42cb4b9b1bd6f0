/** Counts the objects of an answer as they are made, so that a large one is made in slices: see time/slices.ts. */
import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql';
import { objectsAtOnce, type Slices } from '../time/slices.ts';
import { fieldsOf, placeBelow } from './limits/places.ts';
import type { RequestContext } from './request-context.ts';

/** What a field costs beside the objects that it gives. */
const STEPS_PER_FIELD = 1;
/** What it costs to read its arguments. */
const STEPS_PER_ARGUMENTS = 4;
/** What it costs to note the calls of a resolver. */
const STEPS_PER_TRACE = 4;

type SlicedContext = Pick<RequestContext, 'slices' | 'trace'>;

/** The same schema; a field that gives objects is resolved, and gives them, when the request may go on. */
export function sliceObjects(schema: GraphQLSchema): GraphQLSchema {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const own = types.filter(({ name }) => !name.startsWith('__'));
  for (const field of own.flatMap((type) => Object.values(type.getFields()))) {
    const type = getNamedType(field.type);
    if (isObjectType(type) || isAbstractType(type)) sliceField(field);
  }
  return schema;
}

function sliceField(field: GraphQLField<unknown, SlicedContext>): void {
  const { resolve } = field;
  const fieldSteps = createFieldSteps();
  if (!resolve) {
    field.resolve = (parent, args, context, info) =>
      sliced(defaultFieldResolver(parent, args, context, info), context.slices, fieldSteps(context, info));
    return;
  }
  field.resolve = (parent, args, context, info) => {
    const { slices } = context;
    const steps = fieldSteps(context, info);
    const start = (): unknown => {
      const value = resolve(parent, args, context, info);
      return isPromise(value)
        ? value.then((settled) => slicedList(settled, slices, steps))
        : slicedList(value, slices, steps);
    };
    const turn = slices.spendObjects(1, steps);
    return turn ? turn.then(start) : start();
  };
}

function sliced(value: unknown, slices: Slices, steps: number): unknown {
  if (value === null || value === undefined || Array.isArray(value)) return slicedList(value, slices, steps);
  return inTurn(value, slices.spendObjects(1, steps));
}

/** Counts the items of a list; what is no list was counted before. */
function slicedList(value: unknown, slices: Slices, steps: number): unknown {
  if (!Array.isArray(value)) return value;
  const atOnce = objectsAtOnce(steps);
  if (value.length <= atOnce && !value.some(isPromise)) {
    return inTurn(value, slices.spendObjects(value.length, steps));
  }
  const items: unknown[] = [];
  for (let start = 0; start < value.length; start += atOnce) {
    const chunk = value.slice(start, start + atOnce);
    const turn = slices.spendObjects(chunk.length, steps);
    // An item that may fail is listened to at once: nobody else does until its turn.
    items.push(
      ...chunk.map((item) => (isPromise(item) ? item.then((settled) => inTurn(settled, turn)) : inTurn(item, turn))),
    );
  }
  return items;
}

/** Counts, once for each place of a request, what the fields take that are asked of an object there. */
function createFieldSteps(): (context: SlicedContext, info: GraphQLResolveInfo) => number {
  // The executor keeps the nodes of a place for the whole of a request.
  const known = new WeakMap<readonly FieldNode[], number>();
  return ({ trace }, { fieldNodes, fragments, returnType }) => {
    const before = known.get(fieldNodes);
    if (before !== undefined) return before;
    const type = getNamedType(returnType);
    const fields = isObjectType(type) ? type.getFields() : {};
    let steps = 0;
    for (const [node] of fieldsOf(placeBelow(fieldNodes), { get: (name) => fragments[name] }).values()) {
      if (!node) continue;
      steps += STEPS_PER_FIELD;
      if (node.arguments?.length) steps += STEPS_PER_ARGUMENTS;
      if (trace && fields[node.name.value]?.resolve) steps += STEPS_PER_TRACE;
    }
    known.set(fieldNodes, steps);
    return steps;
  };
}

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

const inTurn = <Value>(value: Value, turn: Promise<void> | undefined): Value | Promise<Value> =>
  turn ? turn.then(() => value) : value;
