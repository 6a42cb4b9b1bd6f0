/** The limits of a query and of its answer, in one table. docs/query-limits.md explains them to clients. */

export const LIMITS = {
  /** Lexical tokens of a document; the parser stops there. */
  tokens: 2_000,
  /** Directives of a document, known or not. */
  directives: 10,
  /** Aliases of a document. Those of a fragment count once: no object has more aliases than the document. */
  aliases: 30,
  /** Fields below each other. The longest path through the schema that visits no type twice has 16. */
  depth: 18,
  /** Times that one field is selected in one place. GraphQL's own rules compare each with each. */
  repeats: 100,
  /** Different places of a document, fragments included. Only a document made to attack has more. */
  places: 5_000,
  /** Characters of a text argument. The longest that have a meaning are cursors; names and addresses have lower limits. */
  textLength: 1_024,
  /** Objects that a query may cost: see cost.ts. */
  cost: 25_000,
  /** Characters of an answer: it is in memory as a whole, and encoded in one piece. */
  answerLength: 32_000_000,
  /** Errors that the answer to a rejected query lists. */
  requestErrors: 5,
  /** Errors of nullable fields that an answer lists one by one. An error costs far more than an object. */
  fieldErrors: 2_000,
  /** Errors of parts of a field, such as rows, that an answer lists. */
  partErrors: 1_000,
  /** Characters of a message that quotes the request. */
  messageLength: 1_000,
  /** Characters of a document that is kept as an automatic persisted query. A longer one is answered and not kept. */
  persistedQueryLength: 32 * 1_024,
} as const;
