/** Numbers as messages show them. */

/** Made once: `toLocaleString` makes one for each number. */
const NUMBERS = new Intl.NumberFormat('en');

/** A number as a message shows it: 25,000. */
export const formatNumber = (count: number): string => NUMBERS.format(count);
