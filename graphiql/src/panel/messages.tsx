/** What the panel says where there is nothing to draw. */
import { useGraphiQL } from '@graphiql/react';
import type { ReactNode } from 'react';
import { PLACEHOLDER, TOKEN_TEMPLATE, UNAUTHENTICATED } from './token.ts';

export function Announcement({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="upstream-announcement">
      <p className="upstream-announcement-title">{title}</p>
      {children && <div className="upstream-announcement-text">{children}</div>}
    </div>
  );
}

interface RefusalProps {
  readonly message: string;
  readonly code?: string;
  /** Called when the reader is led to the editors. */
  readonly onLeave: () => void;
}

export function Refusal({ message, code, onLeave }: RefusalProps): ReactNode {
  if (code === UNAUTHENTICATED) return <TokenNeeded onLeave={onLeave} />;
  return (
    <Announcement title="It failed before any source was asked.">
      <p className="upstream-quote">{message}</p>
      {code && <code>{code}</code>}
    </Announcement>
  );
}

function TokenNeeded({ onLeave }: { onLeave: () => void }): ReactNode {
  const headerEditor = useGraphiQL((state) => state.headerEditor);
  const openHeaders = (): void => {
    onLeave();
    if (headerEditor?.getValue().trim() === '') headerEditor.setValue(TOKEN_TEMPLATE);
    // GraphiQL lets nobody but its own button open the editor, which cannot be typed in before it is drawn.
    document.querySelector<HTMLButtonElement>('.graphiql-editor-tools [data-name="headers"]')?.click();
    setTimeout(() => {
      headerEditor?.focus();
      const [placeholder] = headerEditor?.getModel()?.findMatches(PLACEHOLDER, false, false, true, null, false) ?? [];
      if (placeholder) headerEditor?.setSelection(placeholder.range);
    });
  };
  return (
    <Announcement title="This server wants to know who asks.">
      <p>
        Put your token into <strong>Headers</strong>, below the query, and run it again:
      </p>
      <pre>{TOKEN_TEMPLATE}</pre>
      <button type="button" className="graphiql-button" onClick={openHeaders}>
        Open Headers
      </button>
      <p className="upstream-hint">It stays in this page and is forgotten when you leave it.</p>
    </Announcement>
  );
}
