/** What the whole page gets from a token and from its address. Renders nothing. */
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { type Example, fillIn, loadExamples } from './examples/examples.ts';
import { readAnswer } from './panel/report.ts';
import { type TokenMemory, type TokenState, UNAUTHENTICATED } from './token-memory.ts';

export const useTokenState = (memory: TokenMemory): TokenState => useSyncExternalStore(memory.subscribe, memory.read);

interface SessionProps {
  readonly memory: TokenMemory;
  /** Those that the page loaded first. */
  readonly examples: readonly Example[];
  /** The operation that a link names. */
  readonly operationName: string | null;
}

export function Session({ memory, examples, operationName }: SessionProps): undefined {
  const { accepted } = useTokenState(memory);
  useSchemaOnceAccepted(accepted);
  useValuesOnceAccepted(accepted, examples);
  useLinkedOperation(operationName);
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

/** Fills in the variables of an example when the reader opens it. Without a token they have no values. */
function useValuesOnceAccepted(accepted: string | undefined, examples: readonly Example[]): void {
  const known = useKnownExamples(accepted);
  const filled = useRef(new Set<string>());
  const { id, queryEditor, variableEditor } = useGraphiQL((state) => ({
    id: state.tabs[state.activeTabIndex]?.id,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));

  useEffect(() => {
    if (!known || !queryEditor || !variableEditor || id === undefined || filled.current.has(id)) return;
    const isOf = (example: Example): boolean => example.query === queryEditor.getValue();
    const [given, filledIn] = [examples.find(isOf), known.find(isOf)];
    if (!given || !filledIn) return;
    filled.current.add(id);
    const variables = fillIn(variableEditor.getValue(), given.variables, filledIn.variables);
    if (variables !== undefined) variableEditor.setValue(variables);
  }, [id, known, examples, queryEditor, variableEditor]);
}

/** The examples with their values; undefined without a token, or where they cannot be loaded. */
function useKnownExamples(accepted: string | undefined): readonly Example[] | undefined {
  const [known, setKnown] = useState<readonly Example[]>();
  useEffect(() => {
    if (accepted === undefined) return;
    let isLeft = false;
    loadExamples(accepted).then((examples) => {
      if (!isLeft && examples) setKnown(examples);
    });
    return () => {
      isLeft = true;
    };
  }, [accepted]);
  return known;
}

/** Chooses the operation that a link names. GraphiQL itself starts with the first one of the query. */
function useLinkedOperation(name: string | null): void {
  const { setOperationName } = useGraphiQLActions();
  const isThere = useGraphiQL(({ operations }) => operations?.some((one) => one.name?.value === name) ?? false);
  const isChosen = useRef(false);
  useEffect(() => {
    if (name === null || !isThere || isChosen.current) return;
    isChosen.current = true;
    setOperationName(name);
  }, [name, isThere, setOperationName]);
}

/** Scrolls to the active tab: a new one comes last, where it may be hidden. */
function useVisibleTab(): void {
  const place = useGraphiQL(({ activeTabIndex, tabs }) => `${activeTabIndex} of ${tabs.length}`);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs when the active tab changes
  useEffect(() => {
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [place]);
}
