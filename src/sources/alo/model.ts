/** What this graph takes from ALO, in its own words. */

interface PeriodMarker {
  readonly name: string | null;
  readonly at: Date | null;
}

export interface Period {
  readonly sourceId: string;
  readonly name: string | null;
  readonly start: Date | null;
  /** Null for a period that still runs, or whose end is not told. */
  readonly end: Date | null;
  /** Whether ALO told an end that cannot be read. */
  readonly isEndUnread: boolean;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  readonly markers: readonly PeriodMarker[];
  /** Known by its actions alone: what ALO's list tells of it was not found. */
  readonly isUnlisted: boolean;
}

export type ActionState = 'CREATED' | 'ASSIGNED' | 'DOING' | 'COMPLETED' | 'CANCELED' | 'OTHER';

export interface Action {
  readonly sourceId: string;
  /** The period that the action was read from. */
  readonly periodId: string;
  readonly periodName: string | null;
  readonly number: number | null;
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
  /** False where ALO tells no creator, or one that cannot be read. */
  readonly isCreatorKnown: boolean;
  /** The same of the assignees. That an action has none yet is known as well. */
  readonly areAssigneesKnown: boolean;
  readonly marker: string | null;
  readonly channel: string | null;
  readonly latestChannel: string | null;
  readonly formType: string | null;
  readonly aiDispatched: boolean | null;
  /** The custom fields that were asked for and that the action has. */
  readonly formFields: ReadonlyMap<string, unknown>;
  /** Whether it may have custom fields that could not be read. */
  readonly hasUnreadFields: boolean;
}
