/** The schemas of ALO's answers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { actionsWire, periodsWire } from '../../../src/sources/alo/wire.ts';
import { driftIn, ROWS } from '../../../src/upstream/stats/drift.ts';

const BUILT_IN = ['status', 'actionId', 'notes', 'createdTime'];
const names = fc.constantFrom('budget', 'department', 'priority', 'tags', '__proto__', 'constructor', ...BUILT_IN);
const values = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string(), { maxLength: 2 }));
const forms = fc.array(fc.dictionary(names, values, { noNullPrototype: false }), { maxLength: 6 });

/** What ALO sends for actions with these form fields to a request for some of them. */
function answer(all: readonly Record<string, unknown>[], selected: readonly string[], isNested: boolean): unknown {
  const actions = all.map((form, index) => {
    const own = Object.entries(form).filter(([name]) => selected.includes(name));
    const builtIn = { actionId: index, status: 'Doing', createdTime: '2026-03-09T00:00:00.000Z' };
    if (isNested) return { ...builtIn, form_fields: Object.fromEntries(own) };
    return { ...Object.fromEntries(own), ...builtIn };
  });
  return JSON.parse(JSON.stringify({ actions }));
}

const read = (body: unknown, selected: readonly string[]) => actionsWire('1', selected).parse(body).rows;

describe('form fields', () => {
  it('read together for several selections give each selection what it would read alone', () => {
    fc.assert(
      fc.property(
        forms,
        fc.array(fc.uniqueArray(names), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (all, places, isNested) => {
          const union = [...new Set(places.flat())].sort();
          const together = read(answer(all, union, isNested), union);
          for (const place of places) {
            const alone = read(answer(all, place, isNested), place);
            for (const [index, action] of together.entries()) {
              const mine = place
                .filter((name) => action.formFields.has(name))
                .map((name) => [name, action.formFields.get(name)]);
              expect(mine).toEqual(
                place
                  .filter((name) => alone[index]?.formFields.has(name))
                  .map((name) => [name, alone[index]?.formFields.get(name)]),
              );
            }
          }
        },
      ),
    );
  });

  it('never change another field of an action', () => {
    fc.assert(
      fc.property(forms, fc.uniqueArray(names), (all, selected) => {
        for (const [index, { formFields, ...action }] of read(answer(all, selected, false), selected).entries()) {
          expect(action).toMatchObject({ sourceId: String(index), status: 'Doing', state: 'DOING' });
          expect(BUILT_IN.some((name) => formFields.has(name))).toBe(false);
        }
      }),
    );
  });
});

describe('the actions of several periods', () => {
  /** The schema that parses the object of a row: zod compiles it when it first parses one. */
  const rowSchemaOf = (periodId: string, fieldNames: readonly string[]) => {
    const page = (actionsWire(periodId, fieldNames) as unknown as z.ZodPipe<z.ZodObject<{ actions: z.ZodType }>>).in;
    const row = ROWS.get(page.shape.actions)?.row as z.ZodPipe | undefined;
    return row?.in;
  };

  it('are parsed by one schema for each set of form fields', () => {
    const schemas = ['1', '2', '3'].map((periodId) => rowSchemaOf(periodId, ['budget', 'department']));
    expect(new Set(schemas).size).toBe(1);
    expect(rowSchemaOf('1', ['budget'])).not.toBe(schemas[0]);
  });

  it('are left out of the period that they do not belong to', () => {
    const body = { actions: [{ actionId: 1, periodId: 1 }, { actionId: 2, periodId: 2 }, { actionId: 3 }] };
    const [first, second] = ['1', '2'].map((periodId) => actionsWire(periodId, []).parse(body));
    expect([first?.rows.map(({ sourceId }) => sourceId), first?.unreadable]).toEqual([['1', '3'], [1]]);
    expect([second?.rows.map(({ sourceId }) => sourceId), second?.unreadable]).toEqual([['2', '3'], [0]]);
    expect(driftIn(actionsWire('1', []), body)).toContainEqual({ kind: 'MISSED', field: 'actions[]' });
  });
});

describe('an answer of ALO', () => {
  const action = { actionId: 7 };

  it.each([
    ['object', { name: 'Start', timestamp: '2026-03-09T09:00:00.000Z' }, 1],
    ['list', [{ name: 'Start' }, { name: 'End' }], 2],
    ['null', null, 0],
    ['nothing', undefined, 0],
  ])('has its markers read from %s', (_, markers, count) => {
    const { rows } = periodsWire.parse({ periods: [{ id: 1, markers }] });
    expect(rows[0]?.markers).toHaveLength(count);
  });

  it.each([
    ['a text', 'missing: x', ['missing: x']],
    ['texts', ['a', 'b'], ['a', 'b']],
    ['an object', { missing: 'x' }, ['{"missing":"x"}']],
    ['objects', [{ a: 1 }], ['{"a":1}']],
    ['nothing', undefined, []],
  ])('has its notes read from %s, of the answer or of an action', (_, notes, expected) => {
    expect(actionsWire('1', []).parse({ actions: [], notes }).notes).toEqual(expected);
    expect(actionsWire('1', []).parse({ actions: [{ ...action, notes }] }).notes).toEqual(expected);
  });

  it.each([{}, [], null, { data: [] }, { actions: null }, { actions: {} }])(
    'is refused without its list: %j',
    (body) => {
      expect(actionsWire('1', []).safeParse(body).success).toBe(false);
      expect(periodsWire.safeParse(body).success).toBe(false);
    },
  );

  it.each([
    ['2026-02-30T00:00:00.000Z'],
    ['2026-03-09T24:00:00Z'],
    ['2026-03-09T10:00:00'],
    ['0000-01-01T00:00:00Z'],
    ['9 March'],
    [1773046800000],
    [''],
    ['0001-01-01T00:00:00Z'],
    ['0001-01-01T00:00:00+01:00'],
    ['0000-00-00 00:00:00'],
    ['1970-01-01T00:00:00.000Z'],
  ])('has null for the time %j, and the row stays', (createdTime) => {
    const { rows, unreadable } = actionsWire('1', []).parse({ actions: [action, { actionId: 8, createdTime }] });
    expect(rows.map(({ sourceId, createdAt }) => [sourceId, createdAt])).toEqual([
      ['7', null],
      ['8', null],
    ]);
    expect(unreadable).toEqual([]);
  });

  it.each([
    ['periodActionId', 'three', 'number'],
    ['periodActionId', 2.5, 'number'],
    ['classification', 5, 'classification'],
    ['subClassification', {}, 'subClassification'],
    ['status', 5, 'status'],
    ['assignedTime', 1773046800000, 'assignedAt'],
    ['doingTime', '', 'startedAt'],
    ['createdByUserName', 7, 'createdByName'],
    ['assignedUserNames', 'Ann, Bob', 'assigneeNames'],
    ['assignedUserNames', ['Ann', 5], 'assigneeNames'],
    ['aiDispatched', 'false', 'aiDispatched'],
    ['channel', ['x'], 'channel'],
  ] as const)('has null and drift for a %s of %j, and the row stays', (field, value, name) => {
    const body = { actions: [{ ...action, [field]: value }] };
    expect(actionsWire('1', []).parse(body).rows[0]).toMatchObject({ sourceId: '7', [name]: null });
    expect(driftIn(actionsWire('1', []), body).map((drift) => drift.kind)).not.toContain('MISSED');
    expect(driftIn(actionsWire('1', []), body).some((drift) => drift.field.startsWith(`actions[].${field}`))).toBe(
      true,
    );
  });

  it.each([
    ['name', 5, { name: null }],
    ['start_date', '2026-03-09', { start: null }],
    ['end_date', '2026-03-09T10:00:00', { end: null, isEndUnread: true }],
    ['end_date', '', { end: null, isEndUnread: false }],
    ['end_date', null, { end: null, isEndUnread: false }],
    ['end_date', undefined, { end: null, isEndUnread: false }],
    ['updated_at', 0, { updatedAt: null }],
    ['markers', 'none', { markers: [] }],
    ['markers', { name: 'Open' }, { markers: [{ name: 'Open', at: null }] }],
    ['markers', { name: 'Open', timestamp: '' }, { markers: [{ name: 'Open', at: null }] }],
    [
      'markers',
      ['Open', { name: 'Shut' }],
      {
        markers: [
          { name: 'Open', at: null },
          { name: 'Shut', at: null },
        ],
      },
    ],
  ])('keeps a period whose %s is %j', (field, value, expected) => {
    const { rows, unreadable } = periodsWire.parse({ periods: [{ id: 1, [field]: value }] });
    expect(rows).toMatchObject([expected]);
    expect(unreadable).toEqual([]);
  });

  it.each([
    ['snake case', { page: 1, per_page: 100, total_pages: 3, total_count: 250, response_count: 100 }],
    ['camel case', { page: 1, perPage: 100, totalPages: 3, totalCount: 250, responseCount: 100 }],
    ['texts', { page: '1', per_page: '100', total_pages: '3', total_count: '250', response_count: '100' }],
  ])('has its page info read in %s', (_, totals) => {
    const info = { page: 1, perPage: 100, pages: 3, total: 250, rows: 100, hasMore: null };
    const nothing = { page: null, perPage: null, pages: null, total: null, rows: null, hasMore: null };
    expect(periodsWire.parse({ periods: [], ...totals }).info).toEqual(info);
    expect(actionsWire('1', []).parse({ actions: [], ...totals }).info).toEqual(info);
    expect(periodsWire.parse({ periods: [] }).info).toEqual(nothing);
    expect(periodsWire.parse({ periods: [], total_count: 'many' }).info.total).toBeUndefined();
  });

  it.each([
    ['two spellings', { total_count: 250, totalCount: 1 }],
    ['two places', { total_count: 1, meta: { total: 250 } }],
  ])('has no readable total if %s differ', (_, totals) => {
    expect(periodsWire.parse({ periods: [], ...totals }).info.total).toBeUndefined();
  });

  it.each([
    ['an object', { budget: 5 }, { budget: 5 }, false],
    ['a list of names', [{ name: 'budget', value: 5 }], { budget: 5 }, false],
    ['a list of keys', [{ key: 'budget', value: 5 }], { budget: 5 }, false],
    ['a list of labels', [{ label: 'budget', value: 5 }], { budget: 5 }, false],
    ['a list of keys with labels', [{ key: 'b', label: 'budget', value: 5 }], { budget: 5 }, false],
    ['the text of an object', '{"budget":5}', { budget: 5 }, false],
    ['the text of a list', '[{"name":"budget","value":5}]', { budget: 5 }, false],
    ['a list with something else', [{ name: 'budget', value: 5 }, 7], { budget: 5 }, true],
    [
      'a list that contradicts itself',
      [
        { name: 'budget', value: 5 },
        { name: 'budget', value: 6 },
      ],
      {},
      true,
    ],
    ['a number', 5, {}, true],
    ['another text', 'budget: 5', {}, true],
    ['a blank text', '', {}, false],
    ['null', null, {}, false],
  ])('has its form fields read from %s', (_, form_fields, expected, hasUnreadFields) => {
    for (const name of ['form_fields', 'formFields']) {
      const [row] = actionsWire('1', ['budget']).parse({ actions: [{ ...action, [name]: form_fields }] }).rows;
      expect([Object.fromEntries(row?.formFields ?? []), row?.hasUnreadFields]).toEqual([expected, hasUnreadFields]);
    }
  });

  it.each([
    ['canceled', 'CANCELED'],
    ['Cancelled', 'CANCELED'],
    ['In progress', 'DOING'],
    ['Completed', 'COMPLETED'],
    ['somewhere else', 'OTHER'],
  ])('keeps the status %s and adds the state %s', (status, state) => {
    expect(actionsWire('1', []).parse({ actions: [{ ...action, status }] }).rows[0]).toMatchObject({ status, state });
  });
});
