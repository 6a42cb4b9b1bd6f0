/** The shapes: what became of a call can be told without colours. */
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

/** Each shape, its name, and what it says. */
export const SHAPES: readonly { readonly shape: ReactNode; readonly name: string; readonly meaning: string }[] = [
  {
    shape: <i className="upstream-work" data-cache="MISS" />,
    name: 'call',
    meaning: 'a call to a source, from when it left until it was answered',
  },
  {
    shape: <i className="upstream-wait" />,
    name: 'waits for its turn',
    meaning: 'it waits for its turn, for each source is asked only so often',
  },
  {
    shape: <i className="upstream-work" data-cache="SHARED" />,
    name: "somebody else's call",
    meaning: 'somebody else was asking the same: one call serves both',
  },
  { shape: <Ring />, name: 'copy', meaning: 'no call: there is a copy that is as good as new' },
  {
    shape: <Clock />,
    name: 'old copy',
    meaning: 'an old copy, while it is read again or where the source does not answer',
  },
  { shape: <Cross />, name: 'failed', meaning: 'it failed: the fields that need it are null' },
];
