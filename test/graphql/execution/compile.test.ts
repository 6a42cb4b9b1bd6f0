/** What the compiler keeps, and that it is bounded. */
import { type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import {
  type CompiledOperation,
  type CompiledSelection,
  type CompiledType,
  createCompiler,
} from '../../../src/graphql/execution/compile.ts';
import { schema } from '../../../src/graphql/schema.ts';

const FLAGS = ['a', 'b', 'c', 'd', 'e'];
const QUERY = `query (${FLAGS.map((flag) => `$${flag}: Boolean!`).join(' ')}) {
  ${FLAGS.map((flag) => `periods @skip(if: $${flag}) { nodes { id } }`).join('\n')}
  users { nodes { id name timeZone } }
}`;
const OUTCOMES = Array.from({ length: 2 ** FLAGS.length }, (_, bits) =>
  Object.fromEntries(FLAGS.map((flag, index) => [flag, (bits & (1 << index)) !== 0])),
);
const [FIRST = {}] = OUTCOMES;
const MAX_FIELDS = 50_000;

function compiler() {
  const compile = createCompiler(schema);
  return (): CompiledOperation => {
    const document = parse(QUERY);
    return compile(document, document.definitions[0] as OperationDefinitionNode) as CompiledOperation;
  };
}

/** Compiles all that is selected, and counts the fields. */
function fieldsIn({ fields }: CompiledSelection): number {
  return fields.reduce((sum, { type }) => sum + 1 + fieldsOfType(type), 0);
}

function fieldsOfType(type: CompiledType): number {
  if (type.kind === 'LIST') return fieldsOfType(type.items);
  return type.kind === 'OBJECT' ? fieldsIn(type.selection()) : 0;
}

describe('what is compiled', () => {
  it('is kept for each outcome of @skip and @include', () => {
    const operation = compiler()();
    const selections = OUTCOMES.map((outcome) => operation.selectionFor(outcome));
    expect(new Set(selections).size).toBe(OUTCOMES.length);
    expect(OUTCOMES.map((outcome) => operation.selectionFor(outcome))).toEqual(selections);
    for (const [index, outcome] of OUTCOMES.entries()) expect(operation.selectionFor(outcome)).toBe(selections[index]);
  });

  it('is not kept any more after many fields of other documents, and is the same when it is compiled again', () => {
    const next = compiler();
    const operation = next();
    const first = operation.selectionFor(FIRST);
    let fields = fieldsIn(first);
    const others: CompiledOperation[] = [];
    while (fields <= MAX_FIELDS) {
      expect(operation.selectionFor(FIRST)).toBe(first);
      const other = next();
      others.push(other);
      for (const outcome of OUTCOMES) fields += fieldsIn(other.selectionFor(outcome));
    }
    const again = operation.selectionFor(FIRST);
    expect(again).not.toBe(first);
    expect(fieldsIn(again)).toBe(fieldsIn(first));
    expect(operation.selectionFor(FIRST)).toBe(again);
  });
});
