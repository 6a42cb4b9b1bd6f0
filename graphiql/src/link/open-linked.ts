/** Puts what a link has into a tab of its own. GraphiQL takes its first tabs only from storage. */
import type { Linked } from './link.ts';

interface Storage {
  get(key: string): string | null;
  set(key: string, value: string): unknown;
}

/** A tab as GraphiQL stores it. */
interface StoredTab {
  readonly id: string;
  readonly title: string;
  readonly query: string | null;
  readonly variables: string | null;
  readonly headers: null;
  readonly operationName: string | null;
  readonly response: null;
}

interface StoredTabs {
  readonly activeTabIndex: number;
  readonly tabs: readonly StoredTab[];
}

/** Makes the linked query that of the active tab: of the tab that has it already, else of a new one behind the others. */
export function openLinked(storage: Storage, linked: Linked): void {
  const tabs = storedTabs(storage.get('tabState'));
  const at = tabs.findIndex(({ query, variables }) => query === linked.query && (variables ?? '') === linked.variables);
  const state: StoredTabs =
    at === -1 ? { activeTabIndex: tabs.length, tabs: [...tabs, tabOf(linked)] } : { activeTabIndex: at, tabs };
  storage.set('tabState', JSON.stringify(state));
  storage.set('query', linked.query);
  storage.set('variables', linked.variables);
}

const tabOf = ({ query, variables, operationName }: Linked): StoredTab => ({
  id: crypto.randomUUID?.() ?? `linked-${Date.now()}`,
  title: operationName ?? nameIn(query) ?? '<untitled>',
  query,
  variables,
  headers: null,
  operationName,
  response: null,
});

/** The name of the first operation; null where it has none. */
export const nameIn = (query: string): string | null =>
  /^\s*(?:query|mutation|subscription)\s+(\w+)/m.exec(query)?.[1] ?? null;

function storedTabs(json: string | null): readonly StoredTab[] {
  try {
    const { tabs } = JSON.parse(json ?? '') as Partial<StoredTabs>;
    return Array.isArray(tabs) ? tabs : [];
  } catch {
    return [];
  }
}
