/** The picture: a line for each source, a bar for each of its calls, and one time axis for all of them. */
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { PlanTable } from '../plan/PlanTable.tsx';
import { Details } from './Details.tsx';
import { Marks } from './marks.tsx';
import type { Bar, Picture } from './picture.ts';
import { SourceLine } from './sources.tsx';

export function Waterfall({ picture }: { picture: Picture }): ReactNode {
  const id = useId();
  const barFocus = useBarFocus();
  const bars = picture.groups.flatMap(({ name, bars: own }) => own.map((bar) => ({ bar, name })));
  const shown = bars.find(({ bar }) => bar.key === barFocus.shown);
  const stop = bars.some(({ bar }) => bar.key === barFocus.stop) ? barFocus.stop : bars[0]?.bar.key;

  return (
    <>
      <p className="upstream-spoken">{picture.text}</p>
      <div className="upstream-picture">
        {picture.note && <p className="upstream-note">{picture.note}</p>}
        <div>
          {bars.length > 0 && <Axis picture={picture} />}
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the buttons inside */}
          <div className="upstream-groups" ref={barFocus.ref} onKeyDown={barFocus.onKeyDown}>
            {bars.length > 0 && <Grid picture={picture} />}
            {picture.groups.map((group, index) => (
              <section key={group.source} data-source={group.source} aria-labelledby={`${id}${index}`}>
                <SourceLine group={group} id={`${id}${index}`} />
                <ol>
                  {group.bars.map((bar) => (
                    <li key={bar.key}>
                      <Row bar={bar} isStop={bar.key === stop} barFocus={barFocus} />
                    </li>
                  ))}
                </ol>
              </section>
            ))}
          </div>
        </div>
        {picture.plan && (
          <section className="upstream-plan" aria-label="Plan and calls">
            <h3>{picture.plan.title}</h3>
            <PlanTable lines={picture.plan.lines} />
          </section>
        )}
        <StaleFields picture={picture} />
      </div>
      {bars.length > 0 && <Details bar={shown?.bar} name={shown?.name} />}
    </>
  );
}

interface BarFocus {
  readonly ref: React.RefObject<HTMLDivElement | null>;
  /** The key of the bar whose details are shown. */
  readonly shown: string | undefined;
  /** The key of the one bar in the tab order. */
  readonly stop: string | undefined;
  focus(key: string | undefined): void;
  hover(key: string | undefined): void;
  onKeyDown(event: KeyboardEvent): void;
}

/** A roving tabindex: one bar is in the tab order, and the arrow keys move from bar to bar. */
function useBarFocus(): BarFocus {
  const ref = useRef<HTMLDivElement>(null);
  const [hovered, hover] = useState<string>();
  const [focused, setFocused] = useState<string>();
  const [stop, setStop] = useState<string>();

  const focus = (key: string | undefined): void => {
    setFocused(key);
    if (key !== undefined) setStop(key);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const rows = [...(ref.current?.querySelectorAll<HTMLButtonElement>('.upstream-row') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLButtonElement);
    const goal = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (event.key === 'Escape') {
      hover(undefined);
      setFocused(undefined);
    } else if (goal !== undefined) {
      event.preventDefault();
      rows[goal]?.focus();
    }
  };
  return { ref, shown: hovered ?? focused, stop, focus, hover, onKeyDown };
}

function Row({ bar, isStop, barFocus }: { bar: Bar; isStop: boolean; barFocus: BarFocus }): ReactNode {
  return (
    <button
      type="button"
      className="upstream-row"
      aria-label={bar.label}
      data-shown={barFocus.shown === bar.key}
      tabIndex={isStop ? 0 : -1}
      onFocus={() => barFocus.focus(bar.key)}
      onBlur={() => barFocus.focus(undefined)}
      // Safari does not focus a button that is tapped.
      onClick={() => barFocus.focus(bar.key)}
      onMouseEnter={() => barFocus.hover(bar.key)}
      onMouseLeave={() => barFocus.hover(undefined)}
    >
      <span className="upstream-endpoint">
        <span>{bar.endpoint}</span>
        {bar.attempts > 1 && <b className="upstream-attempts">{bar.attempts}×</b>}
      </span>
      <span className="upstream-plot">
        <Marks bar={bar} />
      </span>
      <span className="upstream-time" data-cache={bar.cache}>
        {bar.time}
      </span>
      <span className="upstream-rows" data-failed={bar.code !== undefined}>
        {bar.rows}
      </span>
    </button>
  );
}

const at = (share: number) => ({ left: `${share * 100}%` });

/** There is no room for a figure closer to the end. */
const LAST_FIGURE_AT = 0.92;

function Axis({ picture: { ticks } }: { picture: Picture }): ReactNode {
  return (
    <div className="upstream-axis" aria-hidden="true">
      <span className="upstream-plot">
        {ticks
          .filter((tick) => tick.at <= LAST_FIGURE_AT)
          .map((tick) => (
            <span key={tick.text} className="upstream-tick" style={at(tick.at)}>
              {tick.text}
            </span>
          ))}
      </span>
    </div>
  );
}

function Grid({ picture: { ticks, answeredAt } }: { picture: Picture }): ReactNode {
  return (
    <div className="upstream-grid" aria-hidden="true">
      <span className="upstream-plot">
        {ticks.map((tick) => (
          <i key={tick.text} style={at(tick.at)} />
        ))}
        <i className="upstream-answered" style={at(answeredAt)} />
      </span>
    </div>
  );
}

function StaleFields({ picture: { stale } }: { picture: Picture }): ReactNode {
  if (stale.length === 0) return undefined;
  return (
    <section className="upstream-stale" aria-label="Stale fields">
      <h3>Stale in this answer</h3>
      <ul>
        {stale.map(({ path, source, text }) => (
          <li key={`${path} ${source} ${text}`} data-source={source}>
            <i className="upstream-dot" />
            <code>{path}</code> <span className="upstream-reason">{text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
