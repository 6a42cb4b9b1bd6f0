/** What one visit to the page holds together: the token for all of its tabs, and what the token opens. Shows nothing. */
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { readAnswer } from './panel/report.ts';
import { fillIn, loadTabs, type ReadyTab } from './ready-tabs.ts';
import { type TokenMemory, type TokenState, UNAUTHENTICATED } from './token-memory.ts';

export const useTokenState = (memory: TokenMemory): TokenState => useSyncExternalStore(memory.subscribe, memory.read);

/** `tabs` are the ready tabs as the page opened with them. */
export function Session({ memory, tabs }: { memory: TokenMemory; tabs: readonly ReadyTab[] }): undefined {
  const { accepted } = useTokenState(memory);
  useSchemaOnceAccepted(accepted);
  useValuesOnceAccepted(accepted, tabs);
  useTabInSight();
}

/** Fetches the schema that was refused without a token: once for each token, for it may be refused with it as well. */
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
  return outcome.kind === 'REFUSED' && outcome.code === UNAUTHENTICATED;
}

/** Fills the variables of ready tabs, each when it is looked at, for what the page opened with has no values in them. */
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
    const [given, told] = [tabs.find(isOf), known.find(isOf)];
    if (!given || !told) return;
    filled.current.add(id);
    const variables = fillIn(variableEditor.getValue(), given.variables, told.variables);
    if (variables !== undefined) variableEditor.setValue(variables);
  }, [id, known, tabs, queryEditor, variableEditor]);
}

/** The ready tabs as they are told to whoever has the token; undefined where there is none, or they cannot be had. */
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

/** A tab that is added stands behind all others, out of sight where there are many. */
function useTabInSight(): void {
  const place = useGraphiQL(({ activeTabIndex, tabs }) => `${activeTabIndex} of ${tabs.length}`);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is for whoever comes to another tab
  useEffect(() => {
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [place]);
}
