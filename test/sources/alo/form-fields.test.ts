/** Containers of custom form fields. */
import { describe, expect, it } from 'vitest';
import { shift, useFakeAlo } from '../../support/fake-alo.ts';

const serverOver = useFakeAlo();

describe('form fields in a container', () => {
  const FIELDS = `{ period(id: "1") { actions { nodes {
    sourceId budget: formField(name: "budget") extra: formFields(names: ["budget", "other"]) { name value found }
  } } } }`;
  const askFields = async (form_fields: unknown) => {
    const { ask } = await serverOver({
      periods: () => ({ periods: [shift(0)] }),
      actions: () => ({ actions: [{ actionId: 1, form_fields }] }),
    });
    const { data, errors } = await ask(FIELDS);
    return { node: data.period.actions.nodes[0], errors };
  };

  it.each([
    [[{ name: 'budget', value: 5 }]],
    [[{ key: 'budget', value: 5 }]],
    [[{ label: 'budget', value: 5 }]],
    ['{"budget":5}'],
    ['[{"name":"budget","value":5}]'],
  ])('are read: %j', async (container) => {
    const { node, errors } = await askFields(container);
    expect(errors).toBeUndefined();
    expect(node).toEqual({
      sourceId: '1',
      budget: 5,
      extra: [
        { name: 'budget', value: 5, found: true },
        { name: 'other', value: null, found: false },
      ],
    });
  });

  it.each([
    [5],
    ['budget: 5'],
    [true],
    [[5]],
    [
      [
        { name: 'budget', value: 5 },
        { name: 'budget', value: 6 },
      ],
    ],
  ])('are an error at the field if they cannot be read, and the action stays: %j', async (container) => {
    const { node, errors } = await askFields(container);
    expect(node).toEqual({ sourceId: '1', budget: null, extra: null });
    expect(errors?.map(({ path, extensions }) => [path?.at(-1), extensions.code])).toEqual([
      ['budget', 'SOURCE_CONTRACT'],
      ['extra', 'SOURCE_CONTRACT'],
    ]);
  });
});
