/** What all objects at one place of a request share: a place is a field with its arguments and what is selected below it. */
import type { GraphQLResolveInfo } from 'graphql';
import { oncePerObject } from '../once.ts';

type Info = Pick<GraphQLResolveInfo, 'variableValues' | 'fieldNodes'>;

/** `make`, called once for each place. An error that it throws is thrown again for each object. */
export function oncePerPlace<Value, Rest extends readonly unknown[] = []>(
  make: (info: GraphQLResolveInfo, ...rest: Rest) => Value,
): (info: GraphQLResolveInfo, ...rest: Rest) => Value {
  // The variables are one object for each request, and the nodes of a field one list for all objects at a place.
  const placesOf = oncePerObject((_: Info['variableValues']) => new WeakMap<Info['fieldNodes'], Value>());
  return (info, ...rest) => {
    const { variableValues, fieldNodes } = info;
    const places = placesOf(variableValues);
    let value = places.get(fieldNodes);
    if (value === undefined) {
      value = make(info, ...rest);
      places.set(fieldNodes, value);
    }
    return value;
  };
}
