/** Reads query strings as Cal.com validates them: drops unknown parameters, and has a rule for each known one. */
import { parseIso } from '../time.ts';
import { type Complaint, refuseInvalid } from './errors.ts';

/** Collects all problems of a query, so that one error reports them. */
export class QueryReader {
  readonly #query: URLSearchParams;
  readonly #complaints: Complaint[] = [];

  constructor(query: URLSearchParams) {
    this.#query = query;
  }

  /** Trimmed; undefined where the parameter is absent. */
  text(name: string): string | undefined {
    return this.#query.get(name)?.trim();
  }

  /** Comma-separated, repeated, or both. */
  list(name: string): string[] | undefined {
    if (!this.#query.has(name)) return undefined;
    return this.#query
      .getAll(name)
      .flatMap((part) => part.split(','))
      .map((part) => part.trim());
  }

  whole(name: string, min: number, max: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    const constraints: Record<string, string> = {};
    if (text === '' || !Number.isInteger(value)) constraints.isInt = `${name} must be an integer number`;
    if (!(value >= min)) constraints.min = `${name} must not be less than ${min}`;
    if (!(value <= max)) constraints.max = `${name} must not be greater than ${max}`;
    this.#complain(name, text, constraints);
    return value;
  }

  ids(name: string): number[] | undefined {
    const texts = this.list(name);
    if (texts?.some((text) => !/^\d+$/.test(text))) {
      this.#complain(name, this.text(name), { isNumber: `each value in ${name} must be a number` });
    }
    return texts?.map(Number);
  }

  oneOf<T extends string>(name: string, options: readonly T[]): T | undefined {
    const text = this.text(name);
    const found = options.find((option) => option === text);
    if (text !== undefined && found === undefined) {
      this.#complain(name, text, { isEnum: `${name} must be one of the following values: ${options.join(', ')}` });
    }
    return found;
  }

  someOf<T extends string>(name: string, options: readonly T[], message: string): T[] | undefined {
    const texts = this.list(name);
    if (texts?.some((text) => !options.some((option) => option === text))) {
      this.#complain(name, texts, { isEnum: message });
    }
    return texts && options.filter((option) => texts.includes(option));
  }

  /** The vendor's own message calls every lower bound fromDate and every upper one toDate. */
  instant(name: string, calledInMessages: 'fromDate' | 'toDate'): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const instant = parseIso(text);
    if (instant === null) {
      this.#complain(name, text, { isISO8601: `${calledInMessages} must be a valid ISO 8601 date.` });
    }
    return instant ?? undefined;
  }

  /** Throws the validation error if there is a problem. */
  finish(): void {
    if (this.#complaints.length > 0) throw refuseInvalid(Object.fromEntries(this.#query), this.#complaints);
  }

  #complain(property: string, value: unknown, constraints: Record<string, string>): void {
    if (Object.keys(constraints).length > 0) this.#complaints.push({ property, value, constraints });
  }
}
