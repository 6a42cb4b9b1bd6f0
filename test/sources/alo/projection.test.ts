/** The form fields of actions: an answer with more of them answers a request for fewer. */
import { describe, expect, it } from 'vitest';
import { createJumpingClock } from '../../support/clock.ts';
import { type Row, shift, useFakeAlo } from '../../support/fake-alo.ts';
import { OLD_MS } from '../../support/upstream/endpoint.ts';

const serverOver = useFakeAlo();

const fieldsOf = (...names: string[]): string =>
  `{ period(id: "1") { actions { notes nodes {
    sourceId ${names.map((name) => `${name}: formField(name: "${name}")`).join(' ')}
  } } } }`;

/** An ALO with one period of two actions, behind a cache. */
async function start(more: Row = {}) {
  const clock = createJumpingClock();
  const server = await serverOver(
    {
      periods: () => ({ periods: [shift(0)] }),
      actions: () => ({ actions: [1, 2].map((actionId) => ({ actionId, budget: 5, floor: actionId })), ...more }),
    },
    { CACHE: 'on' },
    clock,
  );
  const ask = async (...names: string[]) => {
    const { data, errors } = await server.ask(fieldsOf(...names));
    expect(errors).toBeUndefined();
    return data.period.actions;
  };
  const fieldsSent = () =>
    server
      .calls()
      .filter((path) => path.includes('/actions'))
      .map((path) => new URL(path, 'http://alo').searchParams.get('form_fields'));
  return { ask, clock, fieldsSent };
}

describe('the actions of a period with fewer form fields', () => {
  it('are answered from a fresh answer with more of them', async () => {
    const { ask, fieldsSent } = await start();
    await ask('budget', 'floor', 'owner');
    expect(await ask('floor')).toEqual({
      notes: [],
      nodes: [
        { sourceId: '1', floor: 1 },
        { sourceId: '2', floor: 2 },
      ],
    });
    expect((await ask('owner', 'budget')).nodes[0]).toEqual({ sourceId: '1', owner: null, budget: 5 });
    expect((await ask()).nodes).toHaveLength(2);
    expect(fieldsSent()).toEqual(['["budget","floor","owner"]']);
  });

  it('are read if the fresh answers lack one of them', async () => {
    const { ask, fieldsSent } = await start();
    await ask('budget');
    await ask('floor');
    await ask('budget', 'floor');
    expect(fieldsSent()).toEqual(['["budget"]', '["floor"]', '["budget","floor"]']);
  });

  it('are read if the answer with more of them is not fresh any more', async () => {
    const { ask, clock, fieldsSent } = await start();
    await ask('budget', 'floor');
    clock.jump(OLD_MS);
    await ask('floor');
    expect(fieldsSent()).toEqual(['["budget","floor"]', '["floor"]']);
  });

  it('are read if the answer with more of them has notes, which may be on any field', async () => {
    const { ask, fieldsSent } = await start({ notes: ['Action 1: form fields not found: owner'] });
    expect((await ask('budget', 'owner')).notes).toEqual(['Action 1: form fields not found: owner']);
    await ask('budget');
    expect(fieldsSent()).toEqual(['["budget","owner"]', '["budget"]']);
  });

  it('are answered without those notes if there is no form field', async () => {
    const { ask, fieldsSent } = await start({ notes: ['Action 1: form fields not found: owner'] });
    await ask('budget', 'owner');
    expect((await ask()).notes).toEqual([]);
    expect(fieldsSent()).toHaveLength(1);
  });
});
