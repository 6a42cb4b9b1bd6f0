/** What shows a source: its colour, the line above its calls, and the calls that it has left in this minute. */
import type { ReactNode } from 'react';
import type { Gauge, Group } from './picture.ts';

/** The number of calls to each source, for the closed drawer. */
export function SourceDots({ groups }: { groups: readonly Group[] }): ReactNode {
  return (
    <span className="upstream-dots">
      {groups.map(({ source, name, made }) => (
        <span key={source} data-source={source} title={name}>
          <i className="upstream-dot" />
          {made}
        </span>
      ))}
    </span>
  );
}

export function SourceLine({ group: { name, calls, gauge }, id }: { group: Group; id: string }): ReactNode {
  return (
    <div className="upstream-source">
      <h3 id={id}>
        <i className="upstream-dot" />
        {name}
      </h3>
      <span className="upstream-calls">{calls}</span>
      {gauge && <MinuteGauge gauge={gauge} />}
    </div>
  );
}

function MinuteGauge({ gauge: { left, text, mood } }: { gauge: Gauge }): ReactNode {
  return (
    <span className="upstream-gauge" data-mood={mood} title="Calls left in this minute">
      {left !== undefined && (
        <span className="upstream-gauge-track" aria-hidden="true">
          <i style={{ width: `${left * 100}%` }} />
        </span>
      )}
      <span className="upstream-gauge-text">{text}</span>
    </span>
  );
}
