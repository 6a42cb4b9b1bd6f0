/** Plans that are remembered, and what they looked at. */
import { type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createPlanning } from '../../../src/graphql/plan/index.ts';
import { schema } from '../../../src/graphql/schema.ts';
import type { PlanContext } from '../../../src/resolvers/plan-rule.ts';
import { type Look, watched } from '../../../src/sources/watch.ts';

function start() {
  const seen = { isSame: true, made: 0 };
  const contextOf = (scopes: PlanContext['scopes'] = new Set()): PlanContext => ({
    scopes,
    configured: new Set(),
    hasPeopleFile: false,
    minute: () => 0,
    looks: [() => seen.isSame],
    mostCalls: () => Number.POSITIVE_INFINITY,
    planners: { calcom: () => undefined, alo: () => undefined, saleshandy: () => undefined },
    people: () => {
      seen.made++;
      return { demands: [], people: null };
    },
  });
  const document = parse('query ($first: Int) { users(first: $first) { totalCount } }');
  const operation = document.definitions[0] as OperationDefinitionNode;
  const makePlan = createPlanning(schema);
  const plan = (first = 1, context = contextOf()) => makePlan({ document, operation, variables: { first } }, context);
  return { seen, plan, contextOf };
}

describe('a plan', () => {
  it('is made once for an operation, its variables and the scopes of the caller', async () => {
    const { seen, plan, contextOf } = start();
    expect(await plan()).toBe(await plan());
    expect(seen.made).toBe(1);
    await plan(2);
    expect(seen.made).toBe(2);
    await plan(1, contextOf(new Set(['attendees'])));
    expect(seen.made).toBe(3);
    await plan();
    expect(seen.made).toBe(3);
  });

  it('is made again when something that it looked at has changed', async () => {
    const { seen, plan } = start();
    await plan();
    seen.isSame = false;
    await plan();
    expect(seen.made).toBe(2);
    seen.isSame = true;
    await plan();
    expect(seen.made).toBe(2);
  });
});

describe('a look', () => {
  it('shows the same as long as all marks of what it shows are the same', () => {
    const [one, other] = [{}, {}];
    let shown: readonly unknown[] = [one, 'a'];
    const looks: Look[] = [];
    const show = watched(
      () => shown,
      (marks) => marks,
      (look) => looks.push(look),
    );
    expect(show()).toBe(shown);
    const isSame = () => looks.every((look) => look());
    expect(isSame()).toBe(true);
    for (const changed of [
      [other, 'a'],
      [one, 'b'],
      [null, 'a'],
      [undefined, 'a'],
    ]) {
      shown = changed;
      expect(isSame()).toBe(false);
    }
    shown = [one, 'a'];
    expect(isSame()).toBe(true);
  });

  it('at a promise is never the same again', () => {
    const looks: Look[] = [];
    const show = watched(
      async () => 'a',
      (promise) => [promise],
      (look) => looks.push(look),
    );
    void show();
    expect(looks.some((look) => look())).toBe(false);
  });
});
