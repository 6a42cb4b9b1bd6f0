/**
 * A map for what comes and goes all the time. When V8 gives a Map another table, the old one keeps what it had and refers to
 * the new one. A young collection frees neither, nor anything that was ever reachable from them, until the next full one. Here
 * the tables hold boxes, which are empty once their value is removed.
 */
export class ForgetfulMap<Key, Value> {
  readonly #boxes = new Map<Key, { value: Value | undefined }>();

  get size(): number {
    return this.#boxes.size;
  }

  has(key: Key): boolean {
    return this.#boxes.has(key);
  }

  get(key: Key): Value | undefined {
    return this.#boxes.get(key)?.value;
  }

  set(key: Key, value: Value): void {
    const box = this.#boxes.get(key);
    if (box) box.value = value;
    else this.#boxes.set(key, { value });
  }

  delete(key: Key): void {
    const box = this.#boxes.get(key);
    if (!box) return;
    box.value = undefined;
    this.#boxes.delete(key);
  }

  clear(): void {
    for (const box of this.#boxes.values()) box.value = undefined;
    this.#boxes.clear();
  }

  keys(): MapIterator<Key> {
    return this.#boxes.keys();
  }

  *values(): Generator<Value> {
    for (const { value } of this.#boxes.values()) yield value as Value;
  }
}
