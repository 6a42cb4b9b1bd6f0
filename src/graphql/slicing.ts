/** Counts the objects of an answer before they are created, so that a large answer is built in slices: see time/slices.ts. */
import {
  defaultFieldResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getNamedType,
  isCompositeType,
  isObjectType,
} from 'graphql';
import { type Awaitable, whenReady } from '../time/ready.ts';
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
  // graphql-js passes the same array of nodes for one place, for the whole of a request.
  const stepsByNodes = new WeakMap<readonly FieldNode[], number>();
  const stepsOf = ({ trace }: SlicedContext, { fieldNodes, fragments }: GraphQLResolveInfo): number => {
    const steps = stepsByNodes.get(fieldNodes) ?? stepsPerObject(type, fieldNodes, fragments, trace !== undefined);
    stepsByNodes.set(fieldNodes, steps);
    return steps;
  };
  if (!resolve) {
    return (parent, args, context, info) => {
      const value: unknown = defaultFieldResolver(parent, args, context, info);
      return handOver(value, context.slices, stepsOf(context, info));
    };
  }
  return (parent, args, context, info) =>
    resolveInSlice(() => resolve(parent, args, context, info), context.slices, stepsOf(context, info));
}

/** The steps that the fields selected on one object of a type take, each with its arguments and its trace. */
export function stepsPerObject(
  objects: GraphQLOutputType,
  nodes: readonly FieldNode[],
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  isTraced: boolean,
): number {
  const type = getNamedType(objects);
  const fields = isObjectType(type) ? type.getFields() : {};
  let steps = 0;
  for (const [node] of collectFields(subselectionsOf(nodes), { get: (name) => fragments[name] }).values()) {
    if (!node) continue;
    steps += STEPS_PER_FIELD;
    if (node.arguments?.length) steps += STEPS_PER_ARGUMENTS;
    if (isTraced && fields[node.name.value]?.resolve) steps += STEPS_PER_TRACE;
  }
  return steps;
}

/** Runs the resolver of a field that returns objects when the request has a slice for it. `steps` are those of each object. */
export function resolveInSlice(resolve: () => unknown, slices: Slices, steps: number): unknown {
  const run = (): unknown => whenReady(resolve(), (value) => countItems(value, slices, steps));
  return whenReady(slices.spendObjects(1, steps), run);
}

/** The same for objects that are there: reading a property costs nothing, so an object is counted once it is known. */
export function handOver(value: unknown, slices: Slices, steps: number): unknown {
  if (value === null || value === undefined) return value;
  return Array.isArray(value) ? countItems(value, slices, steps) : afterWait(value, slices.spendObjects(1, steps));
}

/** Counts the items of a list; a value that is not a list has already been counted. */
function countItems(value: unknown, slices: Slices, steps: number): unknown {
  if (!Array.isArray(value)) return value;
  const atOnce = objectsAtOnce(steps);
  if (value.length <= atOnce && !value.some((item) => item instanceof Promise)) {
    return afterWait(value, slices.spendObjects(value.length, steps));
  }
  const items: unknown[] = [];
  for (let start = 0; start < value.length; start += atOnce) {
    const chunk = value.slice(start, start + atOnce);
    const wait = slices.spendObjects(chunk.length, steps);
    // `then` is called now, not after the wait: an item that rejects meanwhile would be an unhandled rejection.
    items.push(...chunk.map((item) => whenReady(item, (settled) => afterWait(settled, wait))));
  }
  return items;
}

const afterWait = <Value>(value: Value, wait: Promise<void> | undefined): Awaitable<Value> =>
  whenReady(wait, () => value);
