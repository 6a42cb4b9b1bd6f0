/** Counts the objects of an answer before they are created, so that a large answer is built in slices: see time/slices.ts. */
import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  getNamedType,
  isCompositeType,
  isObjectType,
} from 'graphql';
import { objectsAtOnce, type Slices } from '../time/slices.ts';
import { collectFields, subselectionsOf } from './limits/collect-fields.ts';
import type { RequestContext } from './request-context.ts';

/** The steps that each field of an object costs; its arguments and the trace of its calls cost further steps. */
const STEPS_PER_FIELD = 1;
const STEPS_PER_ARGUMENTS = 4;
const STEPS_PER_TRACE = 4;

type SlicedContext = Pick<RequestContext, 'slices' | 'trace'>;

/**
 * Wraps a field that returns objects: it runs `resolve`, and hands over each object, when the request has a slice for it.
 * Any other field keeps its `resolve`.
 */
export function sliceObjects<C extends SlicedContext>(
  { type }: GraphQLField<unknown, C>,
  resolve: GraphQLFieldResolver<unknown, C> | undefined,
): GraphQLFieldResolver<unknown, C> | undefined {
  if (!isCompositeType(getNamedType(type))) return resolve;
  const stepsOf = createFieldSteps();
  if (!resolve) {
    // It only reads a property, which costs nothing, so the object is counted once it is known.
    return (parent, args, context, info) => {
      const value: unknown = defaultFieldResolver(parent, args, context, info);
      const { slices } = context;
      const steps = stepsOf(context, info);
      const isObject = value !== null && value !== undefined && !Array.isArray(value);
      return isObject ? afterWait(value, slices.spendObjects(1, steps)) : countItems(value, slices, steps);
    };
  }
  return (parent, args, context, info) => {
    const { slices } = context;
    const steps = stepsOf(context, info);
    const run = (): unknown => {
      const value = resolve(parent, args, context, info);
      return isPromise(value)
        ? value.then((settled) => countItems(settled, slices, steps))
        : countItems(value, slices, steps);
    };
    const wait = slices.spendObjects(1, steps);
    return wait ? wait.then(run) : run();
  };
}

/** Counts the items of a list; a value that is not a list has already been counted. */
function countItems(value: unknown, slices: Slices, steps: number): unknown {
  if (!Array.isArray(value)) return value;
  const atOnce = objectsAtOnce(steps);
  if (value.length <= atOnce && !value.some(isPromise)) {
    return afterWait(value, slices.spendObjects(value.length, steps));
  }
  const items: unknown[] = [];
  for (let start = 0; start < value.length; start += atOnce) {
    const chunk = value.slice(start, start + atOnce);
    const wait = slices.spendObjects(chunk.length, steps);
    // `then` is called now, not after the wait: an item that rejects meanwhile would be an unhandled rejection.
    items.push(
      ...chunk.map((item) =>
        isPromise(item) ? item.then((settled) => afterWait(settled, wait)) : afterWait(item, wait),
      ),
    );
  }
  return items;
}

/** Counts the steps that the fields selected on one object take, once for each place of an operation. */
function createFieldSteps(): (context: SlicedContext, info: GraphQLResolveInfo) => number {
  // The executor passes the same array of nodes for one place.
  const steps = {
    plain: new WeakMap<readonly FieldNode[], number>(),
    traced: new WeakMap<readonly FieldNode[], number>(),
  };
  return ({ trace }, { fieldNodes, fragments, returnType }) => {
    const stepsByNodes = trace ? steps.traced : steps.plain;
    const known = stepsByNodes.get(fieldNodes);
    if (known !== undefined) return known;
    const type = getNamedType(returnType);
    const fields = isObjectType(type) ? type.getFields() : {};
    let sum = 0;
    for (const [node] of collectFields(subselectionsOf(fieldNodes), { get: (name) => fragments[name] }).values()) {
      if (!node) continue;
      sum += STEPS_PER_FIELD;
      if (node.arguments?.length) sum += STEPS_PER_ARGUMENTS;
      if (trace && fields[node.name.value]?.resolve) sum += STEPS_PER_TRACE;
    }
    stepsByNodes.set(fieldNodes, sum);
    return sum;
  };
}

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

const afterWait = <Value>(value: Value, wait: Promise<void> | undefined): Value | Promise<Value> =>
  wait ? wait.then(() => value) : value;
