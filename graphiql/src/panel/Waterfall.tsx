/** The picture: a line for each source, a bar for each of its calls, one axis of time for all of them. */
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { Details } from './Details.tsx';
import { Marks } from './marks.tsx';
import type { Bar, Picture } from './picture.ts';
import { SourceLine } from './sources.tsx';

export function Waterfall({ picture }: { picture: Picture }): ReactNode {
  const id = useId();
  const walk = useWalk();
  const bars = picture.groups.flatMap(({ name, bars: own }) => own.map((bar) => ({ bar, name })));
  const shown = bars.find(({ bar }) => bar.key === walk.shown);
  const stop = bars.some(({ bar }) => bar.key === walk.stop) ? walk.stop : bars[0]?.bar.key;

  return (
    <>
      <p className="upstream-spoken">{picture.text}</p>
      <div className="upstream-picture">
        {picture.note && <p className="upstream-note">{picture.note}</p>}
        {bars.length > 0 && <Axis picture={picture} />}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys walk over the buttons inside */}
        <div className="upstream-groups" ref={walk.ref} onKeyDown={walk.onKeyDown}>
          {bars.length > 0 && <Grid picture={picture} />}
          {picture.groups.map((group, index) => (
            <section key={group.source} data-source={group.source} aria-labelledby={`${id}${index}`}>
              <SourceLine group={group} id={`${id}${index}`} />
              <ol>
                {group.bars.map((bar) => (
                  <li key={bar.key}>
                    <Row bar={bar} isStop={bar.key === stop} walk={walk} />
                  </li>
                ))}
              </ol>
            </section>
          ))}
        </div>
        <OldFields picture={picture} />
      </div>
      {bars.length > 0 && <Details bar={shown?.bar} name={shown?.name} />}
    </>
  );
}

interface Walk {
  readonly ref: React.RefObject<HTMLDivElement | null>;
  /** Whose details are shown. */
  readonly shown: string | undefined;
  /** The one bar that the tab key stops at. */
  readonly stop: string | undefined;
  focus(key: string | undefined): void;
  hover(key: string | undefined): void;
  onKeyDown(event: KeyboardEvent): void;
}

/** One stop for the tab key, and from there the arrows: a bar is looked at by pointing at it or by walking to it. */
function useWalk(): Walk {
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

function Row({ bar, isStop, walk }: { bar: Bar; isStop: boolean; walk: Walk }): ReactNode {
  return (
    <button
      type="button"
      className="upstream-row"
      aria-label={bar.label}
      data-shown={walk.shown === bar.key}
      tabIndex={isStop ? 0 : -1}
      onFocus={() => walk.focus(bar.key)}
      onBlur={() => walk.focus(undefined)}
      // Not every browser focuses a button that is tapped.
      onClick={() => walk.focus(bar.key)}
      onMouseEnter={() => walk.hover(bar.key)}
      onMouseLeave={() => walk.hover(undefined)}
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

/** Closer to the end than this there is no room for a figure. */
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

function OldFields({ picture: { old } }: { picture: Picture }): ReactNode {
  if (old.length === 0) return undefined;
  return (
    <section className="upstream-old" aria-label="Old fields">
      <h3>Old in this answer</h3>
      <ul>
        {old.map(({ path, source, text }) => (
          <li key={`${path} ${source} ${text}`} data-source={source}>
            <i className="upstream-dot" />
            <code>{path}</code> <span className="upstream-reason">{text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
