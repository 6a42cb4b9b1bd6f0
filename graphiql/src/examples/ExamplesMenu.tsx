/** The folder of examples: a list of all of them, with a sentence each. One that is chosen opens in a tab of its own. */
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { type ReactNode, useRef } from 'react';
import { useFloating } from '../floating.ts';
import { nameIn } from '../link/open-linked.ts';
import type { Example } from './examples.ts';

/** `examples` have the latest values that are known. */
export function ExamplesMenu({ examples }: { examples: readonly Example[] }): ReactNode {
  const open = useOpenTab();
  const { button, card } = useFloating();
  const menu = useRef<HTMLElement>(null);

  const choose = (example: Example): void => {
    menu.current?.hidePopover();
    open(example);
  };
  return (
    <>
      <button type="button" ref={button} className="examples-button" popoverTarget={card.id}>
        Examples
      </button>
      <section {...card} ref={menu} className="floating examples" aria-label="Examples">
        {examples.length === 0 && <p>The examples could not be loaded.</p>}
        <ul>
          {examples.map((example) => (
            <li key={example.title}>
              <button type="button" onClick={() => choose(example)}>
                <b>{example.name}</b> <span>{example.about}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function useOpenTab(): (example: Example) => void {
  const { addTab, updateActiveTabValues, setOperationName } = useGraphiQLActions();
  const { queryEditor, variableEditor, storage } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    storage: state.storage,
  }));
  return ({ query, variables }) => {
    const operationName = nameIn(query);
    addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
    // GraphiQL notes a change of an editor only after a while, and would run the operation of the tab before.
    updateActiveTabValues({ query, variables, operationName });
    if (operationName !== null) setOperationName(operationName);
    storage.set('query', query);
    storage.set('variables', variables);
  };
}
