/** The schema as text, for tools that generate code from it. */
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { oncePerObject } from '../once.ts';
import { schema } from './schema.ts';

/** graphql 16.8 and older do not know it, and cannot build a schema that uses it without a definition. */
const ONE_OF = 'directive @oneOf on INPUT_OBJECT';

const print = oncePerObject((printed: typeof schema) =>
  Buffer.from(`${ONE_OF}\n\n${printSchemaWithDirectives(printed)}\n`),
);

/** With descriptions and directives, in UTF-8. It is printed the first time. */
export const schemaText = (): Buffer => print(schema);
