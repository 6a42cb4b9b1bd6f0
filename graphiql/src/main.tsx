import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './style.css';
import './panel/panel.css';
import './plan/plan.css';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { StorageAPI } from '@graphiql/toolkit';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { createFetcher } from './fetcher.ts';
import { UpstreamPanel } from './panel/UpstreamPanel.tsx';
import { PriceButton } from './plan/PriceButton.tsx';
import { loadTabs } from './ready-tabs.ts';
import { Session } from './session.tsx';
import { storageWithoutHeaders } from './storage.ts';
import { createTokenMemory } from './token-memory.ts';

const memory = createTokenMemory();
const url = '/graphql';
const fetcher = createFetcher({ url, memory });
const plugins = [HISTORY_PLUGIN, explorerPlugin()];

const tabs = await loadTabs();

// GraphiQL takes its first variables only from storage, so on a first visit they are stored.
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
    // The headers hold a token, which a later user of this browser could read from its storage.
    shouldPersistHeaders={false}
  >
    <GraphiQL.Logo>teamgraph</GraphiQL.Logo>
    <GraphiQL.Toolbar>
      {({ prettify, merge, copy }) => (
        <>
          <PriceButton url={url} memory={memory} />
          {prettify}
          {merge}
          {copy}
        </>
      )}
    </GraphiQL.Toolbar>
    <GraphiQL.Footer>
      <Session memory={memory} tabs={tabs ?? []} />
      <UpstreamPanel memory={memory} />
    </GraphiQL.Footer>
  </GraphiQL>,
);
