/**
 * Hides the names of the schema in messages where introspection is off: a message quotes only names that the client sent, so
 * that a client cannot discover a name by guessing near it.
 */
import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString } from 'graphql';

const NAME = /[_A-Za-z]\w*/g;
const QUOTED = /"([$@!.\w[\]]+)"/g;
const HIDDEN = '"(hidden)"';

const BUILT_IN: ReadonlySet<string> = new Set(
  [GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString].map(({ name }) => name),
);

interface ClientRequest {
  readonly source?: string;
  readonly variables?: unknown;
}

/**
 * Returns a function that replaces each quoted name in a message by "(hidden)", unless the client sent it. It makes no
 * difference whether the schema has the name.
 */
export function hideNames({ source = '', variables }: ClientRequest): (message: string) => string {
  let sent: ReadonlySet<string> | undefined;
  const isKnown = (name: string): boolean => {
    sent ??= new Set([source, textOf(variables)].flatMap((text) => text.match(NAME) ?? []));
    return sent.has(name) || BUILT_IN.has(name);
  };
  return (message) =>
    message.replace(QUOTED, (quoted, text: string) => ((text.match(NAME) ?? []).every(isKnown) ? quoted : HIDDEN));
}

/** Empty where the variables are nested too deeply to be written. */
function textOf(variables: unknown): string {
  try {
    return JSON.stringify(variables) ?? '';
  } catch {
    return '';
  }
}
