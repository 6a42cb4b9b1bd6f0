/** The token in GraphiQL's Headers editor: kept for the other tabs while the page lives, and stored nowhere. */
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef } from 'react';
import { type Outcome, readAnswer } from './report.ts';

/** The code of an answer to somebody without a valid token. */
export const UNAUTHENTICATED = 'UNAUTHENTICATED';

const headersOf = (authorization: string): string => JSON.stringify({ Authorization: authorization }, null, 2);

/** Where the token goes in the template. */
export const PLACEHOLDER = 'YOUR_TOKEN';
export const TOKEN_TEMPLATE = headersOf(`Bearer ${PLACEHOLDER}`);

/** Once a token is accepted, fetches the schema that was refused without it, and puts it into tabs that have no headers. */
export function useToken(outcome: Outcome): void {
  const { introspect } = useGraphiQLActions();
  const { activeTabIndex, headerEditor, fetchError } = useGraphiQL((state) => ({
    activeTabIndex: state.activeTabIndex,
    headerEditor: state.headerEditor,
    fetchError: state.fetchError,
  }));
  const accepted = useRef<string>(undefined);

  useEffect(() => {
    if (outcome.kind !== 'ANSWERED') return;
    accepted.current = authorizationIn(headerEditor?.getValue()) ?? accepted.current;
    if (fetchError && isUnauthenticated(readAnswer(fetchError))) introspect();
  }, [outcome, headerEditor, fetchError, introspect]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is for whoever comes to another tab
  useEffect(() => {
    if (accepted.current && headerEditor?.getValue().trim() === '') headerEditor.setValue(headersOf(accepted.current));
  }, [activeTabIndex, headerEditor]);
}

const isUnauthenticated = (outcome: Outcome): boolean => outcome.kind === 'REFUSED' && outcome.code === UNAUTHENTICATED;

function authorizationIn(headers = ''): string | undefined {
  try {
    const entries = Object.entries(Object(JSON.parse(headers)));
    const [, value] = entries.find(([name]) => name.toLowerCase() === 'authorization') ?? [];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
