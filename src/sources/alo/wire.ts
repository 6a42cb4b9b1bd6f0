/**
 * What the ALO Platform API sends, made into our model. Documented by one sample an endpoint, so little is required and
 * much is tolerated. Page: "Actions and Periods", https://docs.alo.ai/doc/dev/alo-platform-api/api/actions
 */
import { z } from 'zod';
import { KEYS } from '../../upstream/stats/drift.ts';
import { flag, int32OrText, isPlaceholder, nestedList, numericId, type Rows, rowsOf, text } from '../values.ts';
import { type FieldsRead, fieldsWire } from './form-fields.ts';
import type { Action, ActionState, Period } from './model.ts';
import { readable, type Told, tellings, time, toldBy } from './odd-values.ts';

/** Rows of a list, which may come in one piece. */
const MOST_ROWS = 10_000;

/** One odd value is null and the row stays; a row without its id is lost. */
const oddText = text.catch(null);
const oddTime = time.catch(null);

const markerWire = z
  .object({ name: oddText, timestamp: oddTime })
  .transform(({ name, timestamp }) => ({ name, at: timestamp }));

// UNDOCUMENTED: the page shows one object under a plural name; a list is taken as well. Sandbox: alo-markers-array
const markersWire = z
  .union([
    markerWire.transform((marker) => [marker]),
    nestedList(
      z.union([markerWire, z.string().transform((name) => ({ name: name.trim() === '' ? null : name, at: null }))]),
    ),
  ])
  .nullish()
  .transform((markers) => (markers ?? []).filter(({ name, at }) => name !== null || at !== null))
  .catch([]);

const periodWire = z
  .object({
    id: numericId,
    name: oddText,
    start_date: oddTime,
    end_date: readable(time),
    created_at: oddTime,
    updated_at: oddTime,
    markers: markersWire,
  })
  .transform(
    (wire): Period => ({
      sourceId: wire.id,
      name: wire.name,
      start: wire.start_date,
      end: wire.end_date ?? null,
      isEndUnread: wire.end_date === undefined,
      createdAt: wire.created_at,
      updatedAt: wire.updated_at,
      markers: wire.markers,
      isUnlisted: false,
    }),
  );

/** A page of a list. */
export interface AloPage<Row> extends Rows<Row> {
  readonly told: Told;
}

export const periodsWire: z.ZodType<AloPage<Period>> = z
  .object({ periods: rowsOf(periodWire, MOST_ROWS), ...tellings })
  .transform(({ periods, ...answer }) => ({ ...periods, told: toldBy(answer) }));

const builtIn = {
  periodId: z.union([numericId.nullish(), z.literal('').transform(() => null)]),
  periodName: oddText,
  periodActionId: int32OrText.catch(null),
  actionId: numericId,
  classification: oddText,
  subClassification: oddText,
  status: oddText,
  createdTime: oddTime,
  assignedTime: oddTime,
  doingTime: oddTime,
  closedTime: oddTime,
  createdByUserName: readable(text.transform((name) => name && (isPlaceholder(name) ? null : name))),
  periodMarker: oddText,
  assignedUserNames: readable(
    nestedList(z.string())
      .nullish()
      .transform((names) => names ?? null),
  ),
  channel: oddText,
  formType: oddText,
  latestChannel: oddText,
  aiDispatched: flag.catch(null),
};
// UNDOCUMENTED: a text, a list or objects, on the call or on the action. Sandbox: alo-notes-string, alo-notes-per-action
const notesWire = z
  .unknown()
  .optional()
  .transform(notesOf)
  // One for each action may come with the call.
  .refine((notes) => notes.length <= MOST_ROWS);

const actionWire = z.looseObject({
  ...builtIn,
  form_fields: fieldsWire,
  formFields: fieldsWire,
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
      ...tellings,
    })
    .transform(({ actions, notes, ...answer }) => ({
      rows: actions.rows.map(({ action }) => action),
      rejected: actions.rejected,
      notes: [...notes, ...actions.rows.flatMap((row) => row.notes)],
      told: toldBy(answer),
    }));

function toAction(wire: z.output<typeof actionWire>, periodId: string, fieldNames: readonly string[]): Action {
  const state = stateOf(wire.status);
  const isUnassigned = state === 'CREATED' && wire.assignedTime === null;
  return {
    sourceId: wire.actionId,
    periodId,
    periodName: wire.periodName,
    number: wire.periodActionId,
    status: wire.status,
    state,
    classification: wire.classification,
    subClassification: wire.subClassification,
    createdAt: wire.createdTime,
    assignedAt: wire.assignedTime,
    startedAt: wire.doingTime,
    closedAt: wire.closedTime,
    createdByName: wire.createdByUserName ?? null,
    assigneeNames: wire.assignedUserNames?.filter((name) => name.trim() !== '' && !isPlaceholder(name)) ?? null,
    isCreatorKnown: typeof wire.createdByUserName === 'string',
    areAssigneesKnown: Array.isArray(wire.assignedUserNames) || (wire.assignedUserNames === null && isUnassigned),
    marker: wire.periodMarker,
    channel: wire.channel,
    latestChannel: wire.latestChannel,
    formType: wire.formType,
    aiDispatched: wire.aiDispatched,
    ...formFieldsOf(wire, fieldNames),
  };
}

const stateOf = (status: string | null): ActionState | null =>
  status === null ? null : (STATES.get(status.toLowerCase().replace(/[\s_-]/g, '')) ?? 'OTHER');

/**
 * UNDOCUMENTED: where the values stand. A container is believed first; else a key of the row itself, unless it is one
 * that every row has. Sandbox: alo-nested-form-fields
 */
function formFieldsOf(
  wire: z.output<typeof actionWire>,
  fieldNames: readonly string[],
): Pick<Action, 'formFields' | 'hasUnreadFields'> {
  const containers: readonly FieldsRead[] = [wire.form_fields, wire.formFields];
  const found = fieldNames.flatMap((name): [string, unknown][] => {
    const container = containers.find(({ values }) => values.has(name));
    if (container) return [[name, container.values.get(name)]];
    if (!Object.hasOwn(actionWire.shape, name) && Object.hasOwn(wire, name)) return [[name, wire[name]]];
    return [];
  });
  return { formFields: new Map(found), hasUnreadFields: containers.some(({ isWhole }) => !isWhole) };
}

function notesOf(notes: unknown): string[] {
  const found: string[] = [];
  const look = (value: unknown): void => {
    // One more than may be is too many, and no more is looked for.
    if (value === undefined || value === null || found.length > MOST_ROWS) return;
    if (Array.isArray(value)) value.forEach(look);
    else if (typeof value !== 'string') found.push(JSON.stringify(value));
    else if (value.trim() !== '') found.push(value);
  };
  look(notes);
  return found;
}
