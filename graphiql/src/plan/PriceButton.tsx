/** The price of the query beside the button that runs it. It opens the plan: what makes up the price. */
import { type ReactNode, useState } from 'react';
import { useFloating } from '../floating.ts';
import type { TokenMemory } from '../token-memory.ts';
import type { Pricing } from './ask-price.ts';
import { PlanTable } from './PlanTable.tsx';
import { linesOf, priceOf, priceText } from './plan.ts';
import { usePrice } from './use-price.ts';

export function PriceButton({ url, memory }: { url: string; memory: TokenMemory }): ReactNode {
  const [round, setRound] = useState(0);
  const { pricing, isOld } = usePrice(url, memory, round);
  // What is cached changes with time.
  const { button, card } = useFloating(() => setRound((before) => before + 1));
  // It keeps its place, so that the buttons below it do not move.
  if (!pricing) return <span className="price" />;

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
        popoverTarget={card.id}
      >
        <b>{figure}</b> <span>{unit}</span>
      </button>
      <section {...card} className="floating price-plan" aria-label="The plan of this query">
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
