/** Relay on teamgraph: the code of docs/clients/relay.md. */
import { Environment, type GraphQLResponse, Network, RecordSource, Store } from 'relay-runtime';

export function createEnvironment(url: string, { token = '', fetch = globalThis.fetch } = {}) {
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  const network = Network.create(async ({ id, text }, variables) => {
    const document: Record<string, string> = id ? { documentId: id } : { query: text ?? '' };
    const search = new URLSearchParams({ ...document, variables: JSON.stringify(variables) });
    const response = await fetch(`${url}?${search}`, { headers });
    return (await response.json()) as GraphQLResponse;
  });
  return new Environment({ network, store: new Store(new RecordSource()) });
}
