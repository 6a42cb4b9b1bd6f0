/** What the examples ask for. An app takes these types from its generated documents (clients/codegen.ts). */

export interface Meeting {
  readonly id: string;
  readonly title: string | null;
  readonly start: string;
}

export interface Meetings {
  /** Null if the meetings could not be read. */
  readonly bookings: {
    readonly totalCount: number | null;
    readonly complete: boolean;
    readonly edges: readonly { readonly cursor: string; readonly node: Meeting }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  } | null;
}

export interface MeetingsVariables {
  readonly range: { readonly from: string; readonly to: string };
  readonly after?: string | null;
}
