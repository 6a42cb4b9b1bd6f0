/** What a token gives to the whole page: the schema and the variables of the ready tabs. Renders nothing. */
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { readAnswer } from './panel/report.ts';
import { fillIn, loadTabs, type ReadyTab } from './ready-tabs.ts';
import { type TokenMemory, type TokenState, UNAUTHENTICATED } from './token-memory.ts';

export const useTokenState = (memory: TokenMemory): TokenState => useSyncExternalStore(memory.subscribe, memory.read);

/** `tabs` are the ready tabs that the page loaded first. */
export function Session({ memory, tabs }: { memory: TokenMemory; tabs: readonly ReadyTab[] }): undefined {
  const { accepted } = useTokenState(memory);
  useSchemaOnceAccepted(accepted);
  useValuesOnceAccepted(accepted, tabs);
  useVisibleTab();
}

/** Loads the schema that was rejected without a token. Once for each token: it may be rejected with the token, too. */
function useSchemaOnceAccepted(accepted: string | undefined): void {
  const { introspect } = useGraphiQLActions();
  const fetchError = useGraphiQL((state) => state.fetchError);
  const tried = useRef<string>(undefined);

  useEffect(() => {
    if (accepted === undefined || accepted === tried.current || !isUnauthenticated(fetchError)) return;
    tried.current = accepted;
    introspect();
  }, [accepted, fetchError, introspect]);
}

function isUnauthenticated(answer: string | null): boolean {
  const outcome = readAnswer(answer ?? '');
  return outcome.kind === 'REJECTED' && outcome.code === UNAUTHENTICATED;
}

/** Fills in the variables of a ready tab when the reader opens it. Without a token they have no values. */
function useValuesOnceAccepted(accepted: string | undefined, tabs: readonly ReadyTab[]): void {
  const known = useKnownTabs(accepted);
  const filled = useRef(new Set<string>());
  const { id, queryEditor, variableEditor } = useGraphiQL((state) => ({
    id: state.tabs[state.activeTabIndex]?.id,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));

  useEffect(() => {
    if (!known || !queryEditor || !variableEditor || id === undefined || filled.current.has(id)) return;
    const isOf = (tab: ReadyTab): boolean => tab.query === queryEditor.getValue();
    const [given, filledIn] = [tabs.find(isOf), known.find(isOf)];
    if (!given || !filledIn) return;
    filled.current.add(id);
    const variables = fillIn(variableEditor.getValue(), given.variables, filledIn.variables);
    if (variables !== undefined) variableEditor.setValue(variables);
  }, [id, known, tabs, queryEditor, variableEditor]);
}

/** The ready tabs with their values; undefined without a token, or where they cannot be loaded. */
function useKnownTabs(accepted: string | undefined): readonly ReadyTab[] | undefined {
  const [known, setKnown] = useState<readonly ReadyTab[]>();
  useEffect(() => {
    if (accepted === undefined) return;
    let isLeft = false;
    loadTabs(accepted).then((tabs) => {
      if (!isLeft && tabs) setKnown(tabs);
    });
    return () => {
      isLeft = true;
    };
  }, [accepted]);
  return known;
}

/** Scrolls to the active tab: a new one comes last, where it may be hidden. */
function useVisibleTab(): void {
  const place = useGraphiQL(({ activeTabIndex, tabs }) => `${activeTabIndex} of ${tabs.length}`);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs when the active tab changes
  useEffect(() => {
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [place]);
}
