/** The messages of the panel where there is nothing to draw. */
import { useGraphiQL } from '@graphiql/react';
import type { ReactNode } from 'react';
import { UNREACHABLE } from '../fetcher.ts';
import { UNAUTHENTICATED } from '../token-memory.ts';
import type { Rejection } from './report.ts';
import { retryText } from './texts.ts';

export function Announcement({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="upstream-announcement">
      <p className="upstream-announcement-title">{title}</p>
      {children && <div className="upstream-announcement-text">{children}</div>}
    </div>
  );
}

interface RejectionProps {
  readonly rejection: Rejection;
  /** Whether the rejected request had a token. */
  readonly hadToken: boolean;
  /** Called when the reader goes to the editors. */
  readonly onLeave: () => void;
}

/** The code of a query that is no trusted document, from a server that answers only those. */
const NOT_TRUSTED = 'QUERY_NOT_IN_SAFELIST';

export function RejectionMessage({ rejection, hadToken, onLeave }: RejectionProps): ReactNode {
  const { message, code, retryAfterMs } = rejection;
  if (code === UNAUTHENTICATED) return <TokenNeeded hadToken={hadToken} onLeave={onLeave} />;
  if (code === NOT_TRUSTED) return <TrustedOnly />;
  if (code === UNREACHABLE) {
    return (
      <Announcement title="The server did not answer.">
        <p>It may have stopped, or the network is down. Run the query again later.</p>
      </Announcement>
    );
  }
  return (
    <Announcement title="The query failed before any source was called.">
      <p className="upstream-quote">{message}</p>
      <p>{[code && <code key="code">{code}</code>, retryAfterMs !== undefined && ` · ${retryText(retryAfterMs)}`]}</p>
    </Announcement>
  );
}

/** The text of the closed drawer. */
export function rejectionHeadline({ code, retryAfterMs }: Rejection, hadToken: boolean): string {
  if (code === UNAUTHENTICATED) return hadToken ? 'the token is not valid' : 'a token is needed';
  if (code === UNREACHABLE) return 'no answer';
  return retryAfterMs === undefined ? 'no call was made' : retryText(retryAfterMs);
}

function TrustedOnly(): ReactNode {
  return (
    <Announcement title="This server answers trusted documents only.">
      <p>
        Clients request them by id (<code>{'{ "documentId": …, "variables": … }'}</code>). The server rejects every
        other query, introspection included. To explore the schema, use a server without{' '}
        <code>TRUSTED_DOCUMENTS_ONLY</code>.
      </p>
    </Announcement>
  );
}

const TOKEN_TEMPLATE = JSON.stringify({ Authorization: 'Bearer YOUR_TOKEN' }, null, 2);
/** Finds the token in the template, or what stands in its place. */
const TOKEN_PLACE = '(?<=Bearer\\s+)[^"]+';

function TokenNeeded({ hadToken, onLeave }: Pick<RejectionProps, 'hadToken' | 'onLeave'>): ReactNode {
  const headerEditor = useGraphiQL((state) => state.headerEditor);
  const openHeaders = (): void => {
    onLeave();
    if (headerEditor?.getValue().trim() === '') headerEditor.setValue(TOKEN_TEMPLATE);
    // Only GraphiQL's own button opens the editor, which takes no focus before it is drawn.
    document.querySelector<HTMLButtonElement>('.graphiql-editor-tools [data-name="headers"]')?.click();
    setTimeout(() => {
      headerEditor?.focus();
      const [token] = headerEditor?.getModel()?.findMatches(TOKEN_PLACE, false, true, false, null, false) ?? [];
      if (token) headerEditor?.setSelection(token.range);
    });
  };
  const where = (
    <>
      <strong>Headers</strong>, below the query,
    </>
  );
  return (
    <Announcement title={hadToken ? 'This token is not valid.' : 'This server needs a token.'}>
      <p>
        {hadToken ? 'It may be misspelt or expired. Change it in ' : 'Enter your token in '}
        {where} and run the query again:
      </p>
      <pre>{TOKEN_TEMPLATE}</pre>
      <button type="button" className="graphiql-button" onClick={openHeaders}>
        Open Headers
      </button>
      <p className="upstream-hint">Every tab of this page uses it. It is forgotten when you leave the page.</p>
    </Announcement>
  );
}
