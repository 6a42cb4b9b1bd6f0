/**
 * @generated SignedSource<<14748c50713172cc57a8d793aa370e78>>
 * @relayHash c33b946874c6e395e96d04736e04b01c
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

// @relayRequestID b64fca9bd274209e7437b3c2c301a059542d730895ed27ac1e90def941b6124a

import type { ConcreteRequest } from 'relay-runtime';
import type { Result } from "relay-runtime";
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
export type relayDocumentsOverviewQuery$variables = {
  range: DateTimeRange;
};
export type relayDocumentsOverviewQuery$data = {
  readonly bookings: {
    readonly edges: ReadonlyArray<{
      readonly node: {
        readonly id: string;
      };
    }>;
  };
  readonly periods: Result<{
    readonly totalCount: number | null | undefined;
  }, unknown>;
};
export type relayDocumentsOverviewQuery = {
  response: relayDocumentsOverviewQuery$data;
  variables: relayDocumentsOverviewQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "range"
  }
],
v1 = {
  "alias": null,
  "args": [
    {
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
    {
      "kind": "Literal",
      "name": "first",
      "value": 1
    }
  ],
  "concreteType": "BookingConnection",
  "kind": "LinkedField",
  "name": "bookings",
  "plural": false,
  "selections": [
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
            }
          ],
          "storageKey": null
        }
      ],
      "storageKey": null
    }
  ],
  "storageKey": null
},
v2 = {
  "alias": null,
  "args": null,
  "concreteType": "PeriodConnection",
  "kind": "LinkedField",
  "name": "periods",
  "plural": false,
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "totalCount",
      "storageKey": null
    }
  ],
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": {
      "throwOnFieldError": true
    },
    "name": "relayDocumentsOverviewQuery",
    "selections": [
      (v1/*:: as any*/),
      {
        "kind": "CatchField",
        "field": (v2/*:: as any*/),
        "to": "RESULT"
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "relayDocumentsOverviewQuery",
    "selections": [
      (v1/*:: as any*/),
      (v2/*:: as any*/)
    ]
  },
  "params": {
    "id": "b64fca9bd274209e7437b3c2c301a059542d730895ed27ac1e90def941b6124a",
    "metadata": {},
    "name": "relayDocumentsOverviewQuery",
    "operationKind": "query",
    "text": null
  }
};
})();

(node as any).hash = "94bfd0be9efd4232bed04735099a6b3d";

export default node;
