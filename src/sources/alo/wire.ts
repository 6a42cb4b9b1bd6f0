/**
 * What the ALO Platform API sends, made into our model. Documented by one sample an endpoint, so little is required and
 * much is tolerated. Page: "Actions and Periods", https://docs.alo.ai/doc/dev/alo-platform-api/api/actions
 */
import { z } from 'zod';
import { KEYS } from '../../upstream/drift.ts';
import { flag, int32OrText, maybeInstant, nestedList, numericId, type Rows, rowsOf, text } from '../values.ts';
import type { Action, ActionState, Period } from './model.ts';

/** Rows of a list, which may come in one piece. */
const MOST_ROWS = 10_000;

const markerWire = z
  .object({ name: text, timestamp: maybeInstant })
  .transform(({ name, timestamp }) => ({ name, at: timestamp }));

// UNDOCUMENTED: the page shows one object under a plural name; a list is taken as well. Sandbox: alo-markers-array
const markersWire = z
  .union([markerWire.transform((marker) => [marker]), nestedList(markerWire)])
  .nullish()
  .transform((markers) => markers ?? []);

const periodWire = z
  .object({
    id: numericId,
    name: text,
    start_date: maybeInstant,
    end_date: maybeInstant,
    created_at: maybeInstant,
    updated_at: maybeInstant,
    markers: markersWire,
  })
  .transform(
    (wire): Period => ({
      sourceId: wire.id,
      name: wire.name,
      start: wire.start_date,
      end: wire.end_date,
      createdAt: wire.created_at,
      updatedAt: wire.updated_at,
      markers: wire.markers,
    }),
  );

// UNDOCUMENTED: the page speaks of pagination and shows none; its siblings send `total_pages`. Sandbox: alo-paging
const paging = { total_pages: z.int().nullish() };
const PAGING_KEYS = ['page', 'per_page', 'response_count', 'total_count'];

/** A page of a list; `pages` is how many there are in all. */
export interface AloPage<Row> extends Rows<Row> {
  readonly pages: number;
}

export const periodsWire: z.ZodType<AloPage<Period>> = z
  .object({ periods: rowsOf(periodWire, MOST_ROWS), ...paging })
  .register(KEYS, { known: PAGING_KEYS })
  .transform(({ periods, total_pages }) => ({ ...periods, pages: total_pages ?? 1 }));

const builtIn = {
  periodId: numericId.nullish(),
  periodName: text,
  periodActionId: int32OrText,
  actionId: numericId,
  classification: text,
  subClassification: text,
  status: text,
  createdTime: maybeInstant,
  assignedTime: maybeInstant,
  doingTime: maybeInstant,
  closedTime: maybeInstant,
  createdByUserName: text,
  periodMarker: text,
  assignedUserNames: nestedList(z.string()).nullish(),
  channel: text,
  formType: text,
  latestChannel: text,
  aiDispatched: flag,
};
// UNDOCUMENTED: a text, a list or objects, on the call or on the action. Sandbox: alo-notes-string, alo-notes-per-action
const notesWire = z
  .unknown()
  .optional()
  .transform(notesOf)
  // One for each action may come with the call.
  .refine((notes) => notes.length <= MOST_ROWS);

const containers = z.record(z.string(), z.unknown()).nullish().catch(null);
const actionWire = z.looseObject({
  ...builtIn,
  form_fields: containers,
  formFields: containers,
  notes: notesWire,
});

const STATES: ReadonlyMap<string, ActionState> = new Map(
  Object.entries({
    created: 'CREATED',
    new: 'CREATED',
    open: 'CREATED',
    assigned: 'ASSIGNED',
    doing: 'DOING',
    inprogress: 'DOING',
    completed: 'COMPLETED',
    closed: 'COMPLETED',
    done: 'COMPLETED',
    canceled: 'CANCELED',
    cancelled: 'CANCELED',
  } as const),
);

export interface ActionsPage extends AloPage<Action> {
  /** ALO's remarks, unparsed: on the call as a whole, then on single actions. */
  readonly notes: readonly string[];
}

/** The schema for the actions of one period, read with these form fields. */
export const actionsWire = (periodId: string, fieldNames: readonly string[]): z.ZodType<ActionsPage> =>
  z
    .object({
      actions: rowsOf(
        actionWire
          .refine((wire) => (wire.periodId ?? periodId) === periodId, { error: 'of another period' })
          .register(KEYS, { known: fieldNames })
          .transform((wire) => ({ action: toAction(wire, periodId, fieldNames), notes: wire.notes })),
        MOST_ROWS,
      ),
      notes: notesWire,
      ...paging,
    })
    .register(KEYS, { known: PAGING_KEYS })
    .transform(({ actions, notes, total_pages }) => ({
      rows: actions.rows.map(({ action }) => action),
      rejected: actions.rejected,
      notes: [...notes, ...actions.rows.flatMap((row) => row.notes)],
      pages: total_pages ?? 1,
    }));

function toAction(wire: z.output<typeof actionWire>, periodId: string, fieldNames: readonly string[]): Action {
  return {
    sourceId: wire.actionId,
    periodId,
    number: wire.periodActionId,
    status: wire.status,
    state: wire.status === null ? null : (STATES.get(wire.status.toLowerCase().replace(/[\s_-]/g, '')) ?? 'OTHER'),
    classification: wire.classification,
    subClassification: wire.subClassification,
    createdAt: wire.createdTime,
    assignedAt: wire.assignedTime,
    startedAt: wire.doingTime,
    closedAt: wire.closedTime,
    createdByName: wire.createdByUserName,
    assigneeNames: wire.assignedUserNames?.filter((name) => name.trim() !== '') ?? null,
    marker: wire.periodMarker,
    channel: wire.channel,
    latestChannel: wire.latestChannel,
    formType: wire.formType,
    aiDispatched: wire.aiDispatched,
    formFields: formFieldsOf(wire, fieldNames),
  };
}

/**
 * UNDOCUMENTED: where the values stand. A container is believed first; else a key of the row itself, unless it is one
 * that every row has. Sandbox: alo-nested-form-fields
 */
function formFieldsOf(wire: z.output<typeof actionWire>, fieldNames: readonly string[]): ReadonlyMap<string, unknown> {
  const container = wire.form_fields ?? wire.formFields;
  const found = fieldNames.flatMap((name): [string, unknown][] => {
    if (container && Object.hasOwn(container, name)) return [[name, container[name]]];
    if (!Object.hasOwn(actionWire.shape, name) && Object.hasOwn(wire, name)) return [[name, wire[name]]];
    return [];
  });
  return new Map(found);
}

function notesOf(notes: unknown): string[] {
  if (notes === undefined || notes === null) return [];
  if (Array.isArray(notes)) return notes.flatMap(notesOf);
  return [typeof notes === 'string' ? notes : JSON.stringify(notes)];
}
