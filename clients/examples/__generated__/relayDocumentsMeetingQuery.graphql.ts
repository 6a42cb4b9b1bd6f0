/**
 * @generated SignedSource<<a06327faf1e926f3ee28fc69c13b02d1>>
 * @relayHash ec6345b4565298b5ea53dfa381207158
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

// @relayRequestID 980517d352f01f123d6f99081a5367ebdae2f055729edcd44b6452aa62448094

import type { ConcreteRequest } from 'relay-runtime';
export type relayDocumentsMeetingQuery$variables = {
  id: string;
};
export type relayDocumentsMeetingQuery$data = {
  readonly node: {
    readonly id: string;
    readonly start?: string;
    readonly title?: string | null | undefined;
  } | null | undefined;
};
export type relayDocumentsMeetingQuery = {
  response: relayDocumentsMeetingQuery$data;
  variables: relayDocumentsMeetingQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "id"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "id",
    "variableName": "id"
  }
],
v2 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v3 = {
  "kind": "InlineFragment",
  "selections": [
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
    }
  ],
  "type": "Booking",
  "abstractKey": null
};
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "relayDocumentsMeetingQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "node",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          (v3/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "relayDocumentsMeetingQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "node",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "__typename",
            "storageKey": null
          },
          (v2/*:: as any*/),
          (v3/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "id": "980517d352f01f123d6f99081a5367ebdae2f055729edcd44b6452aa62448094",
    "metadata": {},
    "name": "relayDocumentsMeetingQuery",
    "operationKind": "query",
    "text": null
  }
};
})();

(node as any).hash = "f762c8067397d33cf250b2aab4593a25";

export default node;
