/** How many rows of a source the server may examine for a field, as `@rowsExamined` says in the schema. */
import { type GraphQLSchema, getDirectiveValues, isObjectType } from 'graphql';
import type { Field } from './list-sizes.ts';

const DIRECTIVE = 'rowsExamined';

interface Examined {
  readonly atMost: number;
  /** Whether they are examined once for all objects of one place, however many there are. */
  readonly shared: boolean;
}

export type RowsExamined = ReadonlyMap<Field, Examined>;

/** Fields without the directive examine none but the rows that they return. */
export function readRowsExamined(schema: GraphQLSchema): RowsExamined {
  const directive = schema.getDirective(DIRECTIVE);
  if (!directive) return new Map();
  const fields = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()));
  return new Map(
    fields.flatMap((field): [Field, Examined][] => {
      const said = field.astNode && getDirectiveValues(directive, field.astNode);
      return said ? [[field, { atMost: Number(said.atMost), shared: said.shared === true }]] : [];
    }),
  );
}
