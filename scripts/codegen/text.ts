/** Parts of generated files. */

/** Their first line. */
export const HEAD = '// Made from the schema by `npm run codegen`. Do not edit it.\n';

export const quoted = (text: string): string => `'${text}'`;
