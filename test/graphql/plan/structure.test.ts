/** What of a plan is worked out once for a document. */
import { setImmediate } from 'node:timers/promises';
import { type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createPlanning } from '../../../src/graphql/plan/index.ts';
import { createStructures } from '../../../src/graphql/plan/structure.ts';
import { schema } from '../../../src/graphql/schema.ts';
import type { PlanContext } from '../../../src/resolvers/plan-rule.ts';
import { collectGarbage } from '../../support/garbage.ts';

const NO_SOURCES: PlanContext = {
  scopes: new Set(),
  configured: new Set(),
  hasPeopleFile: false,
  minute: () => 0,
  // No plan is remembered.
  looks: [() => false],
  mostCalls: () => Number.POSITIVE_INFINITY,
  planners: { calcom: () => undefined, alo: () => undefined, saleshandy: () => undefined },
  people: () => ({ demands: [], people: null }),
};

const requestOf = (text: string) => {
  const document = parse(text);
  return { document, operation: document.definitions[0] as OperationDefinitionNode };
};

describe('the structure of an operation', () => {
  it('is worked out once for each outcome of its conditions', async () => {
    let walks = 0;
    const makePlan = createPlanning(schema, () => walks++);
    const request = requestOf(
      'query ($with: Boolean!, $first: Int) { users(first: $first) @include(if: $with) { nodes { email } } }',
    );
    for (const variables of [{ with: true }, { with: true, first: 5 }, { with: false }, { with: false, first: 7 }]) {
      await makePlan({ ...request, variables }, NO_SOURCES);
    }
    expect(walks).toBe(2);
  });

  it('has as many places as the document, however many paths lead to them', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `fragment F${level} on Action { a: period { actions { nodes { ...F${level + 1} } } } b: period { actions { nodes { ...F${level + 1} } } } }`,
    );
    const text = `{ node(id: "x") { ...F0 } } ${levels.join(' ')} fragment F12 on Action { period { id } }`;
    const { document, operation } = requestOf(text);
    const root = createStructures(schema, { 'Action.period': () => ({ demands: [] }) })(document, operation, {});
    const places = new Set<unknown>();
    const visit = (place: NonNullable<typeof root>): void => {
      if (places.has(place)) return;
      places.add(place);
      for (const field of place.fields) field.places.forEach(visit);
    };
    if (root) visit(root);
    expect(places.size).toBeLessThan(100);
  });

  it('lives no longer than its document, which has the text of the client', async () => {
    const makePlan = createPlanning(schema);
    const makeOne = async () => {
      const request = requestOf(`{ users { nodes { email } } } #${'x'.repeat(1_000)}`);
      await makePlan(request, NO_SOURCES);
      return new WeakRef(request.document.loc?.source ?? {});
    };
    const source = await makeOne();
    await setImmediate();
    collectGarbage();
    expect(source.deref()).toBeUndefined();
  });

  it('is not remembered for more outcomes than any client has', async () => {
    let walks = 0;
    const makePlan = createPlanning(schema, () => walks++);
    const names = Array.from({ length: 10 }, (_, index) => `with${index}`);
    const users = names.map((name) => `${name}: users @include(if: $${name}) { nodes { email } }`);
    const request = requestOf(`query (${names.map((name) => `$${name}: Boolean!`).join()}) { ${users.join(' ')} }`);
    const outcomes = Array.from({ length: 2 ** names.length }, (_, outcome) =>
      Object.fromEntries(names.map((name, place) => [name, Math.floor(outcome / 2 ** place) % 2 === 1])),
    );
    for (const variables of [...outcomes, ...outcomes]) await makePlan({ ...request, variables }, NO_SOURCES);
    expect(walks).toBe(2 * outcomes.length - 32);
  });

  it('refuses a rule for a field that the schema does not have', () => {
    expect(() => createStructures(schema, { 'Query.nothing': () => ({ demands: [] }) })).toThrow('Query.nothing');
  });
});
