/**
 * The state of the drawer: open or closed, and its height. It takes one line until the reader opens it or something goes wrong. The
 * browser stores what the reader chose; pointer and keyboard change it.
 */
import { useGraphiQL } from '@graphiql/react';
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';

/** Percent of the height of the page. */
const [LEAST, DEFAULT, MOST, STEP] = [20, 51, 75, 4];
const NARROW = '(max-width: 700px)';

export interface Drawer {
  readonly isOpen: boolean;
  /** Whether it is open because something went wrong, and for no other reason. */
  readonly isOpenForTrouble: boolean;
  readonly share: number;
  readonly style: CSSProperties;
  toggle(): void;
  /** Closes the drawer on a page too narrow for it and the editors. */
  closeWhereNarrow(): void;
  resize(share: number): void;
}

/** `trouble` is what went wrong, another object each time; undefined for nothing. */
export function useDrawer(trouble: object | undefined): Drawer {
  const storage = useGraphiQL((state) => state.storage);
  const [isChosen, choose] = useState(() => storage.get('upstreamOpen') === 'true');
  const [dismissed, dismiss] = useState<object>();
  const [share, setShare] = useState(() => within(Number(storage.get('upstreamShare') ?? DEFAULT)));
  const isOpenForTrouble = !isChosen && trouble !== undefined && trouble !== dismissed;
  const isOpen = isChosen || isOpenForTrouble;
  const close = (): void => {
    choose(false);
    storage.set('upstreamOpen', 'false');
    dismiss(trouble);
  };
  const open = (): void => {
    choose(true);
    storage.set('upstreamOpen', 'true');
  };
  return {
    isOpen,
    isOpenForTrouble,
    share,
    style: { '--upstream-share': share } as CSSProperties,
    toggle: isOpen ? close : open,
    closeWhereNarrow: () => {
      if (isNarrow()) close();
    },
    resize: (next) => {
      setShare(within(next));
      storage.set('upstreamShare', String(within(next)));
    },
  };
}

const isNarrow = (): boolean => matchMedia(NARROW).matches;

const within = (share: number): number => Math.round(Math.min(MOST, Math.max(LEAST, share || DEFAULT)));

export function Resizer({ drawer, panelId }: { drawer: Drawer; panelId: string }): ReactNode {
  const onKeyDown = ({ key }: KeyboardEvent): void => {
    if (key === 'ArrowUp') drawer.resize(drawer.share + STEP);
    if (key === 'ArrowDown') drawer.resize(drawer.share - STEP);
  };
  const onPointerDown = ({ currentTarget, pointerId }: PointerEvent): void =>
    currentTarget.setPointerCapture(pointerId);
  const onPointerMove = ({ currentTarget, pointerId, clientY }: PointerEvent): void => {
    if (!currentTarget.hasPointerCapture(pointerId)) return;
    const bottom = currentTarget.parentElement?.getBoundingClientRect().bottom ?? innerHeight;
    drawer.resize(((bottom - clientY) / innerHeight) * 100);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be moved
    <div
      className="upstream-resizer"
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the upstream panel"
      aria-controls={panelId}
      aria-valuenow={drawer.share}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
    />
  );
}
