/** The strip below the picture: the facts about the selected call, or else the legend. */
import type { ReactNode } from 'react';
import { SHAPES } from './marks.tsx';
import type { Bar } from './picture.ts';

export function Details({ bar, name }: { bar?: Bar; name?: string }): ReactNode {
  if (!bar) return <Legend />;
  return (
    <div className="upstream-details">
      <p className="upstream-details-title">
        <span>{name}</span> <code>{bar.endpoint}</code> <b data-cache={bar.cache}>{bar.cache}</b>
      </p>
      <p>{bar.facts.join(' · ')}</p>
    </div>
  );
}

function Legend(): ReactNode {
  return (
    <div className="upstream-details upstream-legend" aria-hidden="true">
      {SHAPES.map(({ shape, name }) => (
        <span key={name}>
          {shape} {name}
        </span>
      ))}
    </div>
  );
}
