/**
 * @generated SignedSource<<214f1d82ac167b9b4ef53fa619ad0201>>
 * @relayHash 80853d91808f582531c62ebce9d36375
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

// @relayRequestID 32da5a340d24df483d5bfddf72ca26147d5361e30a72cae864f91ce391f5d73d

import type { ConcreteRequest } from 'relay-runtime';
export type CalendarUnit = "DAY" | "MONTH" | "QUARTER" | "WEEK" | "YEAR" | "%future added value";
export type WeekStart = "MONDAY" | "SUNDAY" | "%future added value";
export type DateTimeRange = {
  calendar?: CalendarRange | null | undefined;
  from?: string | null | undefined;
  last?: string | null | undefined;
  next?: string | null | undefined;
  to?: string | null | undefined;
};
export type CalendarRange = {
  count?: number;
  offset?: number;
  timeZone: string;
  unit: CalendarUnit;
  weekStart?: WeekStart;
};
export type relayDocumentsMeetingsQuery$variables = {
  after?: string | null | undefined;
  range: DateTimeRange;
};
export type relayDocumentsMeetingsQuery$data = {
  readonly bookings: {
    readonly edges: ReadonlyArray<{
      readonly node: {
        readonly id: string;
        readonly start: string;
        readonly title: string | null | undefined;
      };
    }>;
    readonly pageInfo: {
      readonly endCursor: string | null | undefined;
      readonly hasNextPage: boolean;
    };
    readonly totalCount: number | null | undefined;
  } | null | undefined;
};
export type relayDocumentsMeetingsQuery = {
  response: relayDocumentsMeetingsQuery$data;
  variables: relayDocumentsMeetingsQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "after"
},
v1 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "range"
},
v2 = {
  "fields": [
    {
      "kind": "Variable",
      "name": "range",
      "variableName": "range"
    }
  ],
  "kind": "ObjectValue",
  "name": "filter"
},
v3 = [
  {
    "alias": null,
    "args": null,
    "kind": "ScalarField",
    "name": "totalCount",
    "storageKey": null
  },
  {
    "alias": null,
    "args": null,
    "concreteType": "BookingEdge",
    "kind": "LinkedField",
    "name": "edges",
    "plural": true,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "Booking",
        "kind": "LinkedField",
        "name": "node",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "id",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "title",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "start",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "__typename",
            "storageKey": null
          }
        ],
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "cursor",
        "storageKey": null
      }
    ],
    "storageKey": null
  },
  {
    "alias": null,
    "args": null,
    "concreteType": "PageInfo",
    "kind": "LinkedField",
    "name": "pageInfo",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "hasNextPage",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "endCursor",
        "storageKey": null
      }
    ],
    "storageKey": null
  }
],
v4 = [
  {
    "kind": "Variable",
    "name": "after",
    "variableName": "after"
  },
  (v2/*:: as any*/),
  {
    "kind": "Literal",
    "name": "first",
    "value": 2
  }
];
return {
  "fragment": {
    "argumentDefinitions": [
      (v0/*:: as any*/),
      (v1/*:: as any*/)
    ],
    "kind": "Fragment",
    "metadata": null,
    "name": "relayDocumentsMeetingsQuery",
    "selections": [
      {
        "alias": "bookings",
        "args": [
          (v2/*:: as any*/)
        ],
        "concreteType": "BookingConnection",
        "kind": "LinkedField",
        "name": "__relayDocuments_bookings_connection",
        "plural": false,
        "selections": (v3/*:: as any*/),
        "storageKey": null
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [
      (v1/*:: as any*/),
      (v0/*:: as any*/)
    ],
    "kind": "Operation",
    "name": "relayDocumentsMeetingsQuery",
    "selections": [
      {
        "alias": null,
        "args": (v4/*:: as any*/),
        "concreteType": "BookingConnection",
        "kind": "LinkedField",
        "name": "bookings",
        "plural": false,
        "selections": (v3/*:: as any*/),
        "storageKey": null
      },
      {
        "alias": null,
        "args": (v4/*:: as any*/),
        "filters": [
          "filter"
        ],
        "handle": "connection",
        "key": "relayDocuments_bookings",
        "kind": "LinkedHandle",
        "name": "bookings"
      }
    ]
  },
  "params": {
    "id": "32da5a340d24df483d5bfddf72ca26147d5361e30a72cae864f91ce391f5d73d",
    "metadata": {
      "connection": [
        {
          "count": null,
          "cursor": "after",
          "direction": "forward",
          "path": [
            "bookings"
          ]
        }
      ]
    },
    "name": "relayDocumentsMeetingsQuery",
    "operationKind": "query",
    "text": null
  }
};
})();

(node as any).hash = "8fbe975d6b9e868d1a063799d631f8ec";

export default node;
