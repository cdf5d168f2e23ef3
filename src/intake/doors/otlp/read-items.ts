/**
 * What was read of an OTLP body so far, held against what one body may become: records, the groups around them, and
 * the bytes of the lines that they become (a resource's attributes are repeated in each of its records).
 */
import { Problem } from "../../../base/index.js";
import { itemsLinesBytesMax, itemsMax } from "../../limits.js";
import type { Item } from "../items.js";

/** The body holds more than is taken at once; sent in several it would be. */
export class TooMuch extends Error {}

export class ReadItems {
  readonly items: (Item | Problem)[] = [];
  #groups = 0;
  #bytes = 0;

  /** A `ResourceLogs` or `ScopeLogs` begins. */
  enter(): void {
    if (++this.#groups > itemsMax) throw new TooMuch(`A body has at most ${itemsMax} resources and scopes.`);
  }

  add(item: Item | Problem): void {
    if (this.items.length >= itemsMax) throw new TooMuch(`A body has at most ${itemsMax} log records.`);
    this.#bytes += item instanceof Problem ? 0 : item.line.length;
    if (this.#bytes > itemsLinesBytesMax)
      throw new TooMuch(
        `With their resources' attributes its records have over ${itemsLinesBytesMax} bytes.`,
      );
    this.items.push(item);
  }
}
