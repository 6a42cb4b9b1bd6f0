/** Reproducible randomness: the same seed gives the same rolls. */

export interface Dice {
  /** At least 0 and below 1. */
  roll(): number;
  chance(share: number): boolean;
  /** One of the things. A thing that is given several times is more likely. */
  among<Thing>(things: readonly Thing[]): Thing;
}

/** The generator Mulberry32. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    roll,
    chance: (share) => roll() < share,
    among: <Thing>(things: readonly Thing[]): Thing => things[Math.floor(roll() * things.length)] as Thing,
  };
}
