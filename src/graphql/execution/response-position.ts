/** Positions in an answer, and what an error does to the values around it: "Handling Execution Errors" of the specification. */
import { type FieldNode, type GraphQLError, locatedError, responsePathAsArray } from 'graphql';
import type { CompiledType } from './compile.ts';

/** An object or a list of the answer. */
export type Container = Record<string | number, unknown>;

/** A position in the answer: its path, and where its value is put. */
export interface ResponsePosition {
  readonly prev: ResponsePosition | undefined;
  readonly key: string | number;
  /** The type of the object whose field it is; undefined for an item of a list. */
  readonly typename: string | undefined;
  readonly container: Container;
  readonly isNullable: boolean;
  /** Whether an error has set it to null: later errors below it do not count. */
  isNulled: boolean;
}

/** The position of a field of an object, or of an item of a list: then `typename` is undefined. */
export const positionIn = (
  container: Container,
  key: string | number,
  { isNullable }: Pick<CompiledType, 'isNullable'>,
  prev: ResponsePosition | undefined,
  typename?: string,
): ResponsePosition => ({ prev, key, typename, container, isNullable, isNulled: false });

/** The errors of one answer. */
export interface AnswerErrors {
  readonly errors: GraphQLError[];
  /** Whether an error has set the whole answer to null. */
  isNulled: boolean;
}

/** Null for a nullable position, whose error joins those of the answer. Throws it for any other position. */
export function failAt(
  answer: AnswerErrors,
  nodes: readonly FieldNode[],
  position: ResponsePosition,
  thrown: unknown,
): null {
  const error = locate(thrown, nodes, position);
  if (!position.isNullable) throw error;
  addError(answer, error, position);
  return null;
}

/** Sets the nearest nullable position to null, because a value that was awaited has failed. */
export function propagate(answer: AnswerErrors, error: GraphQLError, failed: ResponsePosition): void {
  let position: ResponsePosition | undefined = failed;
  while (position && !position.isNullable) position = position.prev;
  addError(answer, error, position);
  if (position) position.container[position.key] = null;
  else answer.isNulled = true;
}

/** Adds an error of a position, or of the whole answer. Leaves it out below a position that another error has set to null. */
export function addError(answer: AnswerErrors, error: GraphQLError, position: ResponsePosition | undefined): void {
  for (let above = position; above; above = above.prev) if (above.isNulled) return;
  if (answer.isNulled) return;
  if (position) position.isNulled = true;
  else answer.isNulled = true;
  answer.errors.push(error);
}

/** The error that was thrown at a position, with its path. */
export const locate = (thrown: unknown, nodes: readonly FieldNode[], position: ResponsePosition): GraphQLError =>
  locatedError(thrown, nodes, responsePathAsArray(position));
