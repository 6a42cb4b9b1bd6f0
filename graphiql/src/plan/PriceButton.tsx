/** The price of the query beside the button that runs it. It opens the plan: what makes up the price. */
import { type CSSProperties, type ReactNode, type ToggleEvent, useId, useRef, useState } from 'react';
import type { TokenMemory } from '../token-memory.ts';
import type { Pricing } from './ask-price.ts';
import { PlanTable } from './PlanTable.tsx';
import { linesOf, priceOf, priceText } from './plan.ts';
import { usePrice } from './use-price.ts';

const GAP = 4;

export function PriceButton({ url, memory }: { url: string; memory: TokenMemory }): ReactNode {
  const [round, setRound] = useState(0);
  const [place, setPlace] = useState<CSSProperties>();
  const { pricing, isOld } = usePrice(url, memory, round);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  // It keeps its place, so that the buttons below it do not move.
  if (!pricing) return <span className="price" />;

  const onBeforeToggle = ({ newState }: ToggleEvent): void => {
    if (newState !== 'open') return;
    const { left = 0, bottom = 0 } = button.current?.getBoundingClientRect() ?? {};
    setPlace({ '--left': `${left}px`, '--top': `${bottom + GAP}px` } as CSSProperties);
    // What is cached changes with time.
    setRound((before) => before + 1);
  };
  const text = pricing.refusal === undefined ? priceText(priceOf(pricing.plan)) : 'too many';
  const [figure = '', unit = ''] = text.split(/ (?=\S+$)/);
  return (
    <>
      <button
        type="button"
        ref={button}
        className="price"
        aria-label={`Price: ${text}. Show the plan`}
        aria-busy={isOld}
        data-refused={pricing.refusal !== undefined}
        popoverTarget={id}
      >
        <b>{figure}</b> <span>{unit}</span>
      </button>
      <section
        id={id}
        popover="auto"
        className="price-plan"
        aria-label="The plan of this query"
        style={place}
        onBeforeToggle={onBeforeToggle}
      >
        <Plan pricing={pricing} text={text} />
      </section>
    </>
  );
}

function Plan({ pricing: { plan, refusal }, text }: { pricing: Pricing; text: string }): ReactNode {
  if (refusal !== undefined) return <p>{refusal}</p>;
  if (plan.length === 0) return <p>This query calls no source.</p>;
  return (
    <>
      <p>
        This query makes <b>{text}</b> to the sources.
      </p>
      <PlanTable lines={linesOf(plan)} />
    </>
  );
}
