/** Counts the objects of an answer as they are made, so that a large one is made in slices: see time/slices.ts. */
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql';
import type { Context } from '../resolvers/context.ts';
import type { Slices } from '../time/slices.ts';

/** Objects of a list that are made in one piece. */
const CHUNK = 50;

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

function sliceField(field: GraphQLField<unknown, Context>): void {
  const { resolve } = field;
  if (!resolve) {
    field.resolve = (parent, args, context, info) =>
      sliced(defaultFieldResolver(parent, args, context, info), context.slices);
    return;
  }
  field.resolve = (parent, args, context, info) => {
    const { slices } = context;
    const start = (): unknown => {
      const value = resolve(parent, args, context, info);
      return isPromise(value) ? value.then((settled) => slicedList(settled, slices)) : slicedList(value, slices);
    };
    const turn = slices.spendObjects(1);
    return turn ? turn.then(start) : start();
  };
}

function sliced(value: unknown, slices: Slices): unknown {
  if (value === null || value === undefined || Array.isArray(value)) return slicedList(value, slices);
  return inTurn(value, slices.spendObjects(1));
}

/** Counts the items of a list; what is no list was counted before. */
function slicedList(value: unknown, slices: Slices): unknown {
  if (!Array.isArray(value)) return value;
  if (value.length <= CHUNK && !value.some(isPromise)) {
    return inTurn(value, slices.spendObjects(value.length));
  }
  const items: unknown[] = [];
  for (let start = 0; start < value.length; start += CHUNK) {
    const chunk = value.slice(start, start + CHUNK);
    const turn = slices.spendObjects(chunk.length);
    // An item that may fail is listened to at once: nobody else does until its turn.
    items.push(
      ...chunk.map((item) => (isPromise(item) ? item.then((settled) => inTurn(settled, turn)) : inTurn(item, turn))),
    );
  }
  return items;
}

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

const inTurn = <Value>(value: Value, turn: Promise<void> | undefined): Value | Promise<Value> =>
  turn ? turn.then(() => value) : value;
