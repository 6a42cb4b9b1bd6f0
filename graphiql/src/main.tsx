import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './style.css';
import './floating.css';
import './panel/panel.css';
import './plan/plan.css';
import './link/link.css';
import './examples/examples.css';
import { StorageAPI } from '@graphiql/toolkit';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { ExamplesMenu } from './examples/ExamplesMenu.tsx';
import { loadExamples } from './examples/examples.ts';
import { createFetcher } from './fetcher.ts';
import { LinkButton } from './link/LinkButton.tsx';
import { linkedIn } from './link/link.ts';
import { openLinked } from './link/open-linked.ts';
import { namedExplorer } from './NamedExplorer.tsx';
import { UpstreamPanel } from './panel/UpstreamPanel.tsx';
import { PriceButton } from './plan/PriceButton.tsx';
import { Session } from './session.tsx';
import { storageWithoutHeaders } from './storage.ts';
import { createTokenMemory } from './token-memory.ts';

const memory = createTokenMemory();
const url = '/graphql';
const fetcher = createFetcher({ url, memory });
const plugins = [HISTORY_PLUGIN, namedExplorer()];

const examples = (await loadExamples()) ?? [];
const first = examples.slice(0, 1);

// GraphiQL takes its first query and variables only from storage, so those of a link and of a first visit are stored.
const storage = new StorageAPI();
const linked = linkedIn(location.search);
if (linked) {
  openLinked(storage, linked);
  // The tab is kept: after a reload the page has it as the reader left it.
  history.replaceState(null, '', location.pathname);
} else if (first[0] && !storage.get('tabState')) {
  storage.set('query', first[0].query);
  storage.set('variables', first[0].variables);
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={plugins}
    defaultTabs={first.length > 0 ? first : undefined}
    // The documentation begins with the description of the schema.
    schemaDescription
    defaultEditorToolsVisibility
    storage={storageWithoutHeaders}
    // The headers hold a token, which a later user of this browser could read from its storage.
    shouldPersistHeaders={false}
  >
    <GraphiQL.Logo>
      <ExamplesMenu examples={examples} />
      <span className="page-name">teamgraph</span>
    </GraphiQL.Logo>
    <GraphiQL.Toolbar>
      {({ prettify, merge, copy }) => (
        <>
          <PriceButton url={url} memory={memory} />
          {prettify}
          {merge}
          {copy}
          <LinkButton />
        </>
      )}
    </GraphiQL.Toolbar>
    <GraphiQL.Footer>
      <Session memory={memory} examples={examples} operationName={linked?.operationName ?? null} />
      <UpstreamPanel memory={memory} />
    </GraphiQL.Footer>
  </GraphiQL>,
);
