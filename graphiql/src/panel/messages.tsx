/** What the panel says where there is nothing to draw. */
import { useGraphiQL } from '@graphiql/react';
import type { ReactNode } from 'react';
import { UNREACHABLE } from '../fetcher.ts';
import { UNAUTHENTICATED } from '../token-memory.ts';
import type { Refused } from './report.ts';
import { again } from './words.ts';

export function Announcement({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="upstream-announcement">
      <p className="upstream-announcement-title">{title}</p>
      {children && <div className="upstream-announcement-text">{children}</div>}
    </div>
  );
}

interface RefusalProps {
  readonly refused: Refused;
  /** Whether a token came with what was refused for want of a valid one. */
  readonly hadToken: boolean;
  /** Called when the reader is led to the editors. */
  readonly onLeave: () => void;
}

/** The code of an answer to a query that is none of the trusted documents, where no other is answered. */
const NOT_TRUSTED = 'QUERY_NOT_IN_SAFELIST';

export function Refusal({ refused: { message, code, retryAfterMs }, hadToken, onLeave }: RefusalProps): ReactNode {
  if (code === UNAUTHENTICATED) return <TokenNeeded hadToken={hadToken} onLeave={onLeave} />;
  if (code === NOT_TRUSTED) return <TrustedOnly />;
  if (code === UNREACHABLE) {
    return (
      <Announcement title="The server did not answer.">
        <p>It may be stopped, or out of reach. Run the query again once it is back.</p>
      </Announcement>
    );
  }
  return (
    <Announcement title="It failed before any source was asked.">
      <p className="upstream-quote">{message}</p>
      <p>{[code && <code key="code">{code}</code>, retryAfterMs !== undefined && ` · ${again(retryAfterMs)}`]}</p>
    </Announcement>
  );
}

/** What the closed drawer says of it. */
export function refusalHeadline({ code, retryAfterMs }: Refused, hadToken: boolean): string {
  if (code === UNAUTHENTICATED) return hadToken ? 'this token is not known' : 'a token is needed';
  if (code === UNREACHABLE) return 'no answer';
  return retryAfterMs === undefined ? 'no call was made' : again(retryAfterMs);
}

function TrustedOnly(): ReactNode {
  return (
    <Announcement title="This server answers trusted documents only.">
      <p>
        Clients ask for them by id (<code>{'{ "documentId": …, "variables": … }'}</code>). Every other query is refused,
        that for the schema too: to explore, ask a server that runs without <code>TRUSTED_DOCUMENTS_ONLY</code>.
      </p>
    </Announcement>
  );
}

/** Where the token goes in the template. */
const TOKEN_TEMPLATE = JSON.stringify({ Authorization: 'Bearer YOUR_TOKEN' }, null, 2);
const TOKEN_PLACE = '(?<=Bearer\\s+)[^"]+';

function TokenNeeded({ hadToken, onLeave }: Pick<RefusalProps, 'hadToken' | 'onLeave'>): ReactNode {
  const headerEditor = useGraphiQL((state) => state.headerEditor);
  const openHeaders = (): void => {
    onLeave();
    if (headerEditor?.getValue().trim() === '') headerEditor.setValue(TOKEN_TEMPLATE);
    // GraphiQL lets nobody but its own button open the editor, which cannot be typed in before it is drawn.
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
    <Announcement title={hadToken ? 'This token is not known here.' : 'This server wants to know who asks.'}>
      <p>
        {hadToken ? 'It may be misspelt, or no longer hold. Change it in ' : 'Put your token into '}
        {where} and run the query again:
      </p>
      <pre>{TOKEN_TEMPLATE}</pre>
      <button type="button" className="graphiql-button" onClick={openHeaders}>
        Open Headers
      </button>
      <p className="upstream-hint">It holds for every tab of this page, and is forgotten when you leave it.</p>
    </Announcement>
  );
}
