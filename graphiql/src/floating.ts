/** A card that floats under the button that opens it. */
import { type CSSProperties, type RefObject, type ToggleEvent, useId, useRef, useState } from 'react';

const GAP = 4;

export interface Floating {
  readonly button: RefObject<HTMLButtonElement | null>;
  /** The properties of the card. */
  readonly card: {
    readonly id: string;
    readonly popover: 'auto';
    readonly style: CSSProperties | undefined;
    onBeforeToggle(event: ToggleEvent): void;
  };
}

/** `onOpen` is called just before the card is shown. */
export function useFloating(onOpen: () => void = () => {}): Floating {
  const [style, setStyle] = useState<CSSProperties>();
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const onBeforeToggle = ({ newState }: ToggleEvent): void => {
    if (newState !== 'open') return;
    const { left = 0, bottom = 0 } = button.current?.getBoundingClientRect() ?? {};
    setStyle({ '--left': `${left}px`, '--top': `${bottom + GAP}px` } as CSSProperties);
    onOpen();
  };
  return { button, card: { id, popover: 'auto', style, onBeforeToggle } };
}
