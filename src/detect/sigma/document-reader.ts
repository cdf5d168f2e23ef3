/**
 * What a document's fields are read by: each asks for a field by name and gives it as what it must be, or refuses with the
 * line and a sentence that names the field.
 */
import { nameCharsMax } from "./limits.js";
import { Refused } from "./refused.js";
import type { YamlMap, YamlNode } from "./yaml-tree.js";

export class DocumentReader {
  readonly map: YamlMap;
  /** What the fields are fields of, for sentences: empty for the document itself. */
  readonly #of: string;

  constructor(map: YamlMap, of = "") {
    this.map = map;
    this.#of = of;
  }

  get(name: string): YamlNode | null {
    return this.map.entries.find(({ key }) => key === name)?.value ?? null;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  lineOf(name: string): number {
    return this.map.entries.find(({ key }) => key === name)?.line ?? this.map.line;
  }

  /** A field's text; null where it is not there, or null. Numbers and dates are texts too. */
  text(name: string, charsMax = 70_000): string | null {
    const node = this.get(name);
    if (node === null || (node.kind === "scalar" && node.value === null)) return null;
    if (node.kind !== "scalar") throw this.invalid(name, `is a ${node.kind}, and must be a text`);
    const text = typeof node.value === "string" ? node.value : node.source;
    if (text.length > charsMax) throw this.invalid(name, `has more than ${charsMax} characters`);
    return text;
  }

  /** A text that must be there. */
  needText(name: string): string {
    const text = this.text(name)?.trim();
    if (text === undefined || text === "") throw this.missing(name);
    return text;
  }

  shortText(name: string): string | null {
    const text = this.text(name, nameCharsMax)?.trim();
    return text === undefined || text === "" ? null : text;
  }

  /** A list of texts; one text is a list of one, and what is not there is empty. */
  texts(name: string): string[] {
    return this.items(name).map(({ text }) => text);
  }

  /** The same with their lines. */
  items(name: string): { readonly text: string; readonly line: number }[] {
    const node = this.get(name);
    if (node === null) return [];
    const nodes = node.kind === "list" ? node.items : [node];
    return nodes.flatMap((each) => {
      if (each.kind !== "scalar") throw this.invalid(name, `has a ${each.kind} in it where a text may stand`);
      if (each.value === null) return [];
      return [{ text: typeof each.value === "string" ? each.value : each.source, line: each.line }];
    });
  }

  oneOf<const Word extends string>(name: string, words: readonly Word[]): Word | null {
    const text = this.text(name)?.trim();
    if (text === undefined || text === "") return null;
    const word = words.find((each) => each === text.toLowerCase());
    if (word === undefined)
      throw this.invalid(
        name,
        `is ${JSON.stringify(text.slice(0, 80))}, and must be one of ${words.join(", ")}`,
      );
    return word;
  }

  /** A map that must be there. */
  section(name: string): DocumentReader {
    const node = this.get(name);
    if (node === null) throw this.missing(name);
    if (node.kind !== "map") throw this.invalid(name, `is a ${node.kind}, and must be a map`);
    return new DocumentReader(node, name);
  }

  missing(name: string): Refused {
    return new Refused("field-missing", this.map.line, `${this.#named(name)} is missing.`);
  }

  invalid(name: string, why: string): Refused {
    return new Refused("field-invalid", this.lineOf(name), `${this.#named(name)} ${why}.`);
  }

  #named(name: string): string {
    return this.#of === "" ? `\`${name}\`` : `\`${this.#of}.${name}\``;
  }
}
