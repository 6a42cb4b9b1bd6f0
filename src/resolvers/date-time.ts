/** Writes instants: an answer has hundreds, and a screen shows the same ones again and again. */
import { GraphQLDateTime } from 'graphql-scalars';

/** How many texts are kept. */
const MAX_TEXTS = 20_000;

/** By milliseconds since the epoch. */
const texts = new Map<number, string>();

/** The instant in ISO 8601, with milliseconds and in UTC. Throws for what is no instant. */
export function serializeDateTime(value: unknown): string {
  const date = GraphQLDateTime.serialize(value) as Date;
  const ms = date.getTime();
  const known = texts.get(ms);
  if (known !== undefined) return known;
  const text = date.toISOString();
  if (texts.size >= MAX_TEXTS) texts.clear();
  texts.set(ms, text);
  return text;
}
