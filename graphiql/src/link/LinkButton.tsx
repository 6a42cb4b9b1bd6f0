/** Copies a link to the query of the active tab, and shows it in a field for browsers that do not let the page copy. */
import { ToolbarButton, useGraphiQL } from '@graphiql/react';
import { type ReactNode, type ToggleEvent, useRef, useState } from 'react';
import { useFloating } from '../floating.ts';
import { linkTo, MAX_LINK } from './link.ts';

export function LinkButton(): ReactNode {
  const { queryEditor, variableEditor, operationName, operations } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    operationName: state.operationName,
    operations: state.operations,
  }));
  const [link, setLink] = useState('');
  const [isCopied, setCopied] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);

  const { button, card } = useFloating(() => {
    const made = linkTo(location.href, {
      query: queryEditor?.getValue() ?? '',
      variables: variableEditor?.getValue() ?? '',
      operationName: (operations?.length ?? 0) > 1 ? (operationName ?? null) : null,
    });
    setLink(made);
    setCopied(false);
    copy(made).then(setCopied);
  });
  const onToggle = ({ newState }: ToggleEvent): void => {
    if (newState === 'open') field.current?.select();
  };
  return (
    <>
      <ToolbarButton ref={button} label="Copy link to this query" popoverTarget={card.id}>
        <LinkIcon />
      </ToolbarButton>
      <section {...card} className="floating link" aria-label="Link to this query" onToggle={onToggle}>
        <p role="status">{isCopied ? 'The link is copied.' : 'Copy this link:'}</p>
        <textarea
          ref={field}
          readOnly
          aria-label="Link"
          rows={4}
          value={link}
          onFocus={({ target }) => target.select()}
        />
        <p className="link-hint">
          {link.length > MAX_LINK
            ? `It is long (${link.length.toLocaleString('en')} characters): a server or a messenger may refuse it.`
            : 'It opens a tab with this query and its variables, and does not run it. Headers are not in it.'}
        </p>
      </section>
    </>
  );
}

/** Whether the browser let the page copy. It does so on https and on localhost alone, and a reader may forbid it. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function LinkIcon(): ReactNode {
  return (
    <svg className="graphiql-toolbar-icon link-icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M6.5 9.5a3 3 0 0 0 4.2 0l2.4-2.4a3 3 0 0 0-4.2-4.2l-1 1M9.5 6.5a3 3 0 0 0-4.2 0L2.9 8.9a3 3 0 0 0 4.2 4.2l1-1" />
    </svg>
  );
}
