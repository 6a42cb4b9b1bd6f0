/** What all objects at one place of a request share: a place is a field with its arguments and what is selected below it. */
import type { GraphQLResolveInfo } from 'graphql';
import { oncePerObject } from '../once.ts';

/** What identifies a place. */
export type PlaceInfo = Pick<GraphQLResolveInfo, 'variableValues' | 'fieldNodes'>;

/** `make`, called once for each place. An error that it throws is thrown again for each object. */
export function oncePerPlace<Info extends PlaceInfo, Value, Rest extends readonly unknown[] = []>(
  make: (info: Info, ...rest: Rest) => Value,
): (info: Info, ...rest: Rest) => Value {
  // The variables are one object for each request, and the nodes of a field one list for all objects at a place.
  const placesOf = oncePerObject((_: PlaceInfo['variableValues']) => new WeakMap<PlaceInfo['fieldNodes'], Value>());
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
