/** The drawer under the answer: it draws the calls of the answer that is shown. */
import { ChevronDownIcon, ChevronUpIcon, useGraphiQL } from '@graphiql/react';
import { type ReactNode, useId, useMemo, useState } from 'react';
import { useTokenState } from '../session.tsx';
import type { TokenMemory } from '../token-memory.ts';
import { Resizer, useDrawer } from './drawer.tsx';
import { SHAPES } from './marks.tsx';
import { Announcement, RejectionMessage, rejectionHeadline } from './messages.tsx';
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
  const drawer = useDrawer(isFetching ? undefined : troubleIn(outcome));
  const id = useId();
  const Chevron = drawer.isOpen ? ChevronDownIcon : ChevronUpIcon;

  return (
    <section
      className="upstream"
      aria-label="Upstream calls"
      data-open={drawer.isOpen}
      data-trouble={drawer.isOpenForTrouble}
      style={drawer.style}
    >
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
          {isFetching ? 'running …' : unbroken(headlineOf(outcome, token.isRejected, picture?.headline))}
        </span>
        {!drawer.isOpen && picture && <SourceDots groups={picture.groups} />}
        <Chevron className="upstream-chevron" aria-hidden="true" />
      </button>
      {drawer.isOpen && (
        <div id={id} className="upstream-body" data-busy={isFetching}>
          {picture ? (
            <Waterfall picture={picture} />
          ) : (
            <PanelMessage
              outcome={outcome}
              isFetching={isFetching}
              hadToken={token.isRejected}
              close={drawer.closeWhereNarrow}
            />
          )}
          {token.accepted !== undefined && (
            <p className="upstream-token">Every tab sends your token until you leave this page.</p>
          )}
        </div>
      )}
    </section>
  );
}

/** The last answer stays visible while the next one is awaited, even if it is the answer of another tab. */
function useLast(text: string, isWaiting: boolean): string {
  const [last, setLast] = useState(text);
  // GraphiQL clears the answer just before it reports that it is fetching.
  if (!isWaiting && text !== '' && last !== text) setLast(text);
  return isWaiting ? last : text;
}

/** The outcome itself if something went wrong: the query was rejected, or a part of the answer failed, or is old for a failure. */
function troubleIn(outcome: Outcome): Outcome | undefined {
  if (outcome.kind === 'REJECTED') return outcome;
  if (outcome.kind !== 'ANSWERED') return undefined;
  const { hasErrors, stale } = outcome.report;
  return hasErrors || stale.some(({ reason }) => reason !== 'REVALIDATING') ? outcome : undefined;
}

const headlineOf = (outcome: Outcome, hadToken: boolean, headline = ''): string =>
  outcome.kind === 'REJECTED' ? rejectionHeadline(outcome, hadToken) : headline;

/** Keeps each figure on one line with its unit. */
const unbroken = (headline: string): string => headline.replaceAll(/(\d) (?=[a-z])/g, '$1\u00a0');

interface PanelMessageProps {
  readonly outcome: Outcome;
  readonly isFetching: boolean;
  readonly hadToken: boolean;
  readonly close: () => void;
}

function PanelMessage({ outcome, isFetching, hadToken, close }: PanelMessageProps): ReactNode {
  if (outcome.kind === 'REJECTED') {
    return <RejectionMessage rejection={outcome} hadToken={hadToken} onLeave={close} />;
  }
  if (outcome.kind === 'UNTRACED') return <Announcement title="This answer has no trace." />;
  if (isFetching) return <Announcement title="Waiting for the answer." />;
  return (
    <Announcement title="Run a query to see its calls to the sources.">
      <p>Each bar is a call on a time axis. Each source shows how many calls it has left in this minute.</p>
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
