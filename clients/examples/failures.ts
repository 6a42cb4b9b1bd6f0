/** Tells an outage from an absence: the code of docs/clients/README.md. */

export interface Failure {
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: unknown };
}

/** The code of the error that made the field with this path null. Undefined if null is the answer: there is nothing. */
export const failureAt = (errors: readonly Failure[] = [], ...path: readonly (string | number)[]): unknown =>
  errors.find((error) => path.every((key, index) => (error.path?.[index] ?? key) === key))?.extensions?.code;
