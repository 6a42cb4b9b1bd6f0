/** The shapes: they show the result of a call without relying on colour. */
import type { ReactNode } from 'react';
import type { Bar } from './picture.ts';

const percent = (share: number): string => `${share * 100}%`;

export function Marks({ bar: { wait, work, endsAt, cache, code } }: { bar: Bar }): ReactNode {
  return (
    <>
      {wait && (
        <i className="upstream-wait" style={{ left: percent(wait.from), width: percent(wait.to - wait.from) }} />
      )}
      {work && (
        <i
          className="upstream-work"
          data-cache={cache}
          data-failed={code !== undefined || cache === 'STALE'}
          style={{ left: percent(work.from), width: percent(work.to - work.from) }}
        />
      )}
      <span className="upstream-end" style={{ left: percent(endsAt) }}>
        {code !== undefined ? <Cross /> : cache === 'FRESH' ? <Ring /> : cache === 'STALE' ? <Clock /> : undefined}
      </span>
    </>
  );
}

const Ring = (): ReactNode => (
  <svg viewBox="0 0 12 12" className="upstream-ring" aria-hidden="true">
    <circle cx="6" cy="6" r="4" />
  </svg>
);

const Clock = (): ReactNode => (
  <svg viewBox="0 0 12 12" className="upstream-clock" aria-hidden="true">
    <circle cx="6" cy="6" r="4.75" />
    <path d="M6 3.4V6l1.9 1.2" />
  </svg>
);

const Cross = (): ReactNode => (
  <svg viewBox="0 0 12 12" className="upstream-cross" aria-hidden="true">
    <path d="m2.5 2.5 7 7m0-7-7 7" />
  </svg>
);

/** Each shape with its name and its meaning. */
export const SHAPES: readonly { readonly shape: ReactNode; readonly name: string; readonly meaning: string }[] = [
  {
    shape: <i className="upstream-work" data-cache="MISS" />,
    name: 'call',
    meaning: 'a call to a source, from when it was sent until it was answered',
  },
  {
    shape: <i className="upstream-wait" />,
    name: 'waiting',
    meaning: 'the call waits for a permit of the rate limiter',
  },
  {
    shape: <i className="upstream-work" data-cache="SHARED" />,
    name: 'shared call',
    meaning: 'another request made the same call: one call serves both',
  },
  { shape: <Ring />, name: 'cached', meaning: 'no call: the cache has a fresh answer' },
  {
    shape: <Clock />,
    name: 'stale',
    meaning: 'a stale answer from the cache, while it is revalidated or because the source failed',
  },
  { shape: <Cross />, name: 'failed', meaning: 'the call failed: the fields that need it are null' },
];
