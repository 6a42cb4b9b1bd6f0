/** Keys of requests by their content. Knows no vendor. */
import { oncePerObject } from '../once.ts';

/** The JSON of an object that never changes, made once: the fields of a thousand objects make the same request. */
export const jsonOf = oncePerObject((value: object): string => JSON.stringify(value));
