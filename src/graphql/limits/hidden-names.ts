/**
 * Keeps the names of the schema from who does not know them: what is wrong with a query is told in the words of the
 * query alone, so that nobody learns a name by guessing near it.
 */
import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString } from 'graphql';

const WORD = /[_A-Za-z]\w*/g;
const QUOTED = /"([$@!.\w[\]]+)"/g;
const HIDDEN = '"(hidden)"';

const EVERYBODYS: ReadonlySet<string> = new Set(
  [GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString].map(({ name }) => name),
);

/** What a caller sent. */
interface Sent {
  readonly source?: string;
  readonly variables?: unknown;
}

/** The same message without names that the caller did not send. Whether there is such a name makes no difference. */
export function hideNames({ source = '', variables }: Sent): (message: string) => string {
  let sent: ReadonlySet<string> | undefined;
  const isKnown = (word: string): boolean => {
    sent ??= new Set([source, textOf(variables)].flatMap((text) => text.match(WORD) ?? []));
    return sent.has(word) || EVERYBODYS.has(word);
  };
  return (message) =>
    message.replace(QUOTED, (quoted, text: string) => ((text.match(WORD) ?? []).every(isKnown) ? quoted : HIDDEN));
}

/** Nothing where it is nested deeper than can be written. */
function textOf(variables: unknown): string {
  try {
    return JSON.stringify(variables) ?? '';
  } catch {
    return '';
  }
}
