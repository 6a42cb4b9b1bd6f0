/** The drawer under the answer: what the query in front of the reader cost. It draws whatever answer is shown. */
import { ChevronDownIcon, ChevronUpIcon, useGraphiQL } from '@graphiql/react';
import { type ReactNode, useId, useMemo, useState } from 'react';
import { Resizer, useDrawer } from './drawer.tsx';
import { SHAPES } from './marks.tsx';
import { Announcement, Refusal } from './messages.tsx';
import { drawPicture } from './picture.ts';
import { type Outcome, readAnswer } from './report.ts';
import { SourceDots } from './sources.tsx';
import { UNAUTHENTICATED, useToken } from './token.ts';
import { Waterfall } from './Waterfall.tsx';

export function UpstreamPanel(): ReactNode {
  const { text, isFetching } = useGraphiQL(({ tabs, activeTabIndex, fetchError, isFetching: isBusy }) => ({
    text: tabs[activeTabIndex]?.response || fetchError || '',
    isFetching: isBusy,
  }));
  const shown = useLast(text, isFetching);
  const outcome = useMemo(() => readAnswer(shown), [shown]);
  const picture = useMemo(() => (outcome.kind === 'ANSWERED' ? drawPicture(outcome.report) : undefined), [outcome]);
  useToken(outcome);
  const drawer = useDrawer();
  const id = useId();
  const Chevron = drawer.isOpen ? ChevronDownIcon : ChevronUpIcon;

  return (
    <section className="upstream" aria-label="Upstream calls" data-open={drawer.isOpen} style={drawer.style}>
      {drawer.isOpen && <Resizer drawer={drawer} panelId={id} />}
      <button
        type="button"
        className="upstream-head"
        aria-expanded={drawer.isOpen}
        aria-controls={id}
        onClick={drawer.toggle}
      >
        <span className="upstream-title">Upstream</span>
        <span className="upstream-headline" role="status">
          {isFetching ? 'asking …' : headlineOf(outcome, picture?.headline)}
        </span>
        {!drawer.isOpen && picture && <SourceDots groups={picture.groups} />}
        <Chevron className="upstream-chevron" aria-hidden="true" />
      </button>
      {drawer.isOpen && (
        <div id={id} className="upstream-body" data-busy={isFetching}>
          {picture ? <Waterfall picture={picture} /> : <Words outcome={outcome} close={drawer.closeWhereNarrow} />}
        </div>
      )}
    </section>
  );
}

/** While the next answer is awaited the last one stays in sight. */
function useLast(text: string, isWaiting: boolean): string {
  const [last, setLast] = useState(text);
  if (!isWaiting && last !== text) setLast(text);
  return isWaiting ? last : text;
}

function headlineOf(outcome: Outcome, headline = ''): string {
  if (outcome.kind === 'REFUSED') return outcome.code === UNAUTHENTICATED ? 'a token is needed' : 'no call was made';
  return headline;
}

function Words({ outcome, close }: { outcome: Outcome; close: () => void }): ReactNode {
  if (outcome.kind === 'REFUSED') return <Refusal message={outcome.message} code={outcome.code} onLeave={close} />;
  if (outcome.kind === 'UNTOLD') {
    return <Announcement title="This answer says nothing of its cost." />;
  }
  return (
    <Announcement title="Run a query, and see here what it costs.">
      <p>Each call is drawn when it happened, and beside each source stands what is left of its minute.</p>
      <dl className="upstream-shapes">
        {SHAPES.map(({ shape, name, meaning }) => (
          <div key={name}>
            <dt>
              {shape} <span className="upstream-spoken">{name}</span>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Announcement>
  );
}
