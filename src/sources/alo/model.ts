/** What this graph takes from ALO, in its own words. */

interface PeriodMarker {
  readonly name: string | null;
  readonly at: Date | null;
}

export interface Period {
  readonly sourceId: string;
  readonly name: string | null;
  readonly start: Date | null;
  readonly end: Date | null;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  readonly markers: readonly PeriodMarker[];
}

export type ActionState = 'CREATED' | 'ASSIGNED' | 'DOING' | 'COMPLETED' | 'CANCELED' | 'OTHER';

export interface Action {
  readonly sourceId: string;
  /** The period that the action was read from. */
  readonly periodId: string;
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
  readonly marker: string | null;
  readonly channel: string | null;
  readonly latestChannel: string | null;
  readonly formType: string | null;
  readonly aiDispatched: boolean | null;
  /** The custom fields that were asked for and that the action has. */
  readonly formFields: ReadonlyMap<string, unknown>;
}
