/** The drawer under the answer: what the query in front of the reader cost. It draws whatever answer is shown. */
import { ChevronDownIcon, ChevronUpIcon, useGraphiQL } from '@graphiql/react';
import { type ReactNode, useId, useMemo, useState } from 'react';
import { useTokenState } from '../session.tsx';
import type { TokenMemory } from '../token-memory.ts';
import { Resizer, useDrawer } from './drawer.tsx';
import { SHAPES } from './marks.tsx';
import { Announcement, Refusal, refusalHeadline } from './messages.tsx';
import { drawPicture } from './picture.ts';
import { type Outcome, readAnswer } from './report.ts';
import { SourceDots } from './sources.tsx';
import { Waterfall } from './Waterfall.tsx';

export function UpstreamPanel({ memory }: { memory: TokenMemory }): ReactNode {
  const { text, isFetching } = useGraphiQL(({ tabs, activeTabIndex, fetchError, isFetching: isBusy }) => ({
    text: tabs[activeTabIndex]?.response || fetchError || '',
    isFetching: isBusy,
  }));
  const shown = useLast(text, isFetching);
  const outcome = useMemo(() => readAnswer(shown), [shown]);
  const picture = useMemo(() => (outcome.kind === 'ANSWERED' ? drawPicture(outcome.report) : undefined), [outcome]);
  const token = useTokenState(memory);
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
          {isFetching ? 'asking …' : unbroken(headlineOf(outcome, token.isRefused, picture?.headline))}
        </span>
        {!drawer.isOpen && picture && <SourceDots groups={picture.groups} />}
        <Chevron className="upstream-chevron" aria-hidden="true" />
      </button>
      {drawer.isOpen && (
        <div id={id} className="upstream-body" data-busy={isFetching}>
          {picture ? (
            <Waterfall picture={picture} />
          ) : (
            <Words
              outcome={outcome}
              isFetching={isFetching}
              hadToken={token.isRefused}
              close={drawer.closeWhereNarrow}
            />
          )}
          {token.accepted !== undefined && (
            <p className="upstream-token">Every tab sends your token, until you leave this page.</p>
          )}
        </div>
      )}
    </section>
  );
}

/** While the next answer is awaited the last one stays in sight, also where it was that of another tab. */
function useLast(text: string, isWaiting: boolean): string {
  const [last, setLast] = useState(text);
  // GraphiQL empties the answer just before it says that it waits.
  if (!isWaiting && text !== '' && last !== text) setLast(text);
  return isWaiting ? last : text;
}

const headlineOf = (outcome: Outcome, hadToken: boolean, headline = ''): string =>
  outcome.kind === 'REFUSED' ? refusalHeadline(outcome, hadToken) : headline;

/** No figure stands apart from its unit. */
const unbroken = (headline: string): string => headline.replaceAll(/(\d) (?=[a-z])/g, '$1\u00a0');

interface WordsProps {
  readonly outcome: Outcome;
  readonly isFetching: boolean;
  readonly hadToken: boolean;
  readonly close: () => void;
}

function Words({ outcome, isFetching, hadToken, close }: WordsProps): ReactNode {
  if (outcome.kind === 'REFUSED') return <Refusal refused={outcome} hadToken={hadToken} onLeave={close} />;
  if (outcome.kind === 'UNTOLD') {
    return <Announcement title="This answer says nothing of its cost." />;
  }
  if (isFetching) return <Announcement title="The answer is on its way." />;
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
