/**
 * What a record that was read says, as rules are asked about it: every field at every depth with its texts. A list
 * gives a text an element; numbers and booleans are written as JavaScript writes them. It is this that the kernel's
 * candidates are as good as: a rule that holds by these texts is among them.
 */
import type { FieldText } from "./rule-shape.js";

/** Fields of an event's `native` by the name they have in their object, each with one of its texts. */
export function fieldTexts(record: unknown): FieldText[] {
  const texts: FieldText[] = [];
  const walk = (name: string, value: unknown): void => {
    if (Array.isArray(value)) {
      texts.push([name, null]);
      for (const each of value) {
        if (typeof each === "object") walk("", each);
        else texts.push([name, String(each)]);
      }
    } else if (typeof value === "object" && value !== null) {
      texts.push([name, null]);
      for (const [key, each] of Object.entries(value)) walk(key, each);
    } else texts.push([name, value === null ? null : String(value)]);
  };
  walk("", record);
  return texts;
}
