/** What the graph takes from ALO, in the graph's words. A value is null if ALO sends none, or one that cannot be read. */

interface PeriodMarker {
  readonly name: string | null;
  readonly at: Date | null;
}

/** A timeframe of work, such as a shift. */
export interface Period {
  readonly sourceId: string;
  readonly name: string | null;
  readonly start: Date | null;
  /** Null for a period that has not ended, or whose end is unknown. */
  readonly end: Date | null;
  /** ALO sent an end that cannot be read. */
  readonly isEndUnread: boolean;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  readonly markers: readonly PeriodMarker[];
  /** Known only by its actions: the period was not found in ALO's list, which was cut. */
  readonly isUnlisted: boolean;
}

/** What the status of an action means; OTHER for a word that is not in the documentation. */
export type ActionState = 'CREATED' | 'ASSIGNED' | 'DOING' | 'COMPLETED' | 'CANCELED' | 'OTHER';

/** A task, incident, request or checklist of a period. */
export interface Action {
  readonly sourceId: string;
  /** The period in whose list the action stands. */
  readonly periodId: string;
  readonly periodName: string | null;
  readonly number: number | null;
  /** The status as ALO writes it. */
  readonly status: string | null;
  readonly state: ActionState | null;
  readonly classification: string | null;
  readonly subClassification: string | null;
  readonly createdAt: Date | null;
  readonly assignedAt: Date | null;
  readonly startedAt: Date | null;
  readonly closedAt: Date | null;
  readonly createdByName: string | null;
  readonly assigneeNames: readonly string[] | null;
  readonly isCreatorKnown: boolean;
  /** True as well for an action that is known to have no assignees yet. */
  readonly areAssigneesKnown: boolean;
  readonly marker: string | null;
  readonly channel: string | null;
  readonly latestChannel: string | null;
  readonly formType: string | null;
  readonly aiDispatched: boolean | null;
  /** The values of the requested custom fields that the action has, by name. */
  readonly formFields: ReadonlyMap<string, unknown>;
  /** The action may have custom fields that could not be read. */
  readonly hasUnreadFields: boolean;
}
