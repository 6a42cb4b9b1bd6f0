import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './style.css';
import './panel/panel.css';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { createGraphiQLFetcher, StorageAPI } from '@graphiql/toolkit';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { UpstreamPanel } from './panel/UpstreamPanel.tsx';
import { storageWithoutHeaders } from './storage.ts';

type ReadyTab = { title: string; query: string; variables: string };

// Whoever explores sees what each query costs.
const fetcher = createGraphiQLFetcher({
  url: '/graphql',
  headers: { 'apollo-require-preflight': '1', 'teamgraph-trace': 'on' },
  enableIncrementalDelivery: false,
});
const plugins = [HISTORY_PLUGIN, explorerPlugin()];

const loadTabs = async (): Promise<ReadyTab[] | undefined> => {
  const response = await fetch('/graphiql/tabs.json');
  return response.ok ? response.json() : undefined;
};
const tabs = await loadTabs().catch(() => undefined);

// GraphiQL takes the first variables it shows from storage alone, so on a first visit they are put there.
const storage = new StorageAPI();
if (tabs?.[0] && !storage.get('tabState')) {
  storage.set('query', tabs[0].query);
  storage.set('variables', tabs[0].variables);
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={plugins}
    defaultTabs={tabs}
    defaultEditorToolsVisibility
    storage={storageWithoutHeaders}
    // The headers hold a token, and what is stored is there for everybody who comes to this browser later.
    shouldPersistHeaders={false}
  >
    <GraphiQL.Logo>teamgraph</GraphiQL.Logo>
    <GraphiQL.Footer>
      <UpstreamPanel />
    </GraphiQL.Footer>
  </GraphiQL>,
);
