/** The state of the drawer: open or closed, and its height. The browser stores both; pointer and keyboard change them. */
import { useGraphiQL } from '@graphiql/react';
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';

/** Percent of the height of the page. */
const [LEAST, DEFAULT, MOST, STEP] = [20, 51, 75, 4];
const NARROW = '(max-width: 700px)';

export interface Drawer {
  readonly isOpen: boolean;
  readonly share: number;
  readonly style: CSSProperties;
  toggle(): void;
  /** Closes the drawer on a page too narrow for it and the editors. */
  closeWhereNarrow(): void;
  resize(share: number): void;
}

export function useDrawer(): Drawer {
  const storage = useGraphiQL((state) => state.storage);
  const [isOpen, setOpen] = useState(() => (storage.get('upstreamOpen') ?? String(!isNarrow())) === 'true');
  const [share, setShare] = useState(() => within(Number(storage.get('upstreamShare') ?? DEFAULT)));
  const open = (next: boolean): void => {
    setOpen(next);
    storage.set('upstreamOpen', String(next));
  };
  return {
    isOpen,
    share,
    style: { '--upstream-share': share } as CSSProperties,
    toggle: () => open(!isOpen),
    closeWhereNarrow: () => {
      if (isNarrow()) open(false);
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
