/** The price of the query in the active tab, asked for anew whenever the query, its variables or what is cached changes. */
import { type MonacoEditor, useGraphiQL } from '@graphiql/react';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useTokenState } from '../session.tsx';
import type { TokenMemory } from '../token-memory.ts';
import { askPrice, type Pricing, type Question } from './ask-price.ts';

/** Typing goes on for shorter pauses than this. */
const PAUSE_MS = 350;

export interface Priced {
  /** Undefined where the query has no price. */
  readonly pricing: Pricing | undefined;
  /** Whether it is the price of the query as it was before. */
  readonly isOld: boolean;
}

/** `round` asks anew where it changes. */
export function usePrice(url: string, memory: TokenMemory, round: number): Priced {
  const { accepted: authorization } = useTokenState(memory);
  const { schema, operationName, isFetching, queryEditor, variableEditor } = useGraphiQL((state) => ({
    schema: state.schema,
    operationName: state.operationName,
    isFetching: state.isFetching,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));
  const query = useText(queryEditor);
  const variables = useText(variableEditor);
  const [priced, setPriced] = useState<Priced>({ pricing: undefined, isOld: false });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks anew
  useEffect(() => {
    setPriced(({ pricing }) => ({ pricing, isOld: true }));
    // A run changes what is cached, and so the price.
    if (isFetching) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const question = { query, variables, operationName };
    const timer = setTimeout(async () => {
      const pricing = isValid(schema, question) ? await askPrice(question, { url, authorization, signal }) : undefined;
      if (!signal.aborted) setPriced({ pricing, isOld: false });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [url, authorization, schema, query, variables, operationName, isFetching, round]);
  return priced;
}

/** Without a schema nothing is valid: the server has not let the page in yet. */
function isValid(schema: GraphQLSchema | null | undefined, { query }: Question): boolean {
  try {
    return schema != null && validate(schema, parse(query)).length === 0;
  } catch {
    return false;
  }
}

/** The text of an editor at any time. */
function useText(editor: MonacoEditor | undefined): string {
  const subscribe = useCallback(
    (listener: () => void) => {
      const listening = editor?.onDidChangeModelContent(listener);
      return () => listening?.dispose();
    },
    [editor],
  );
  return useSyncExternalStore(subscribe, () => editor?.getValue() ?? '');
}
