/**
 * The kernel's predicates in plain TypeScript (`assembly/predicates*.ts`), for tests to compare with: the texts of a
 * value as it stands in a line, and every rule tried on all of them, one after the other.
 */
import type { ColumnKind } from "../../../intake/index.js";
import { leafOf, type Predicate, type RuleShape } from "../../predicates/rule-shape.js";

/** The texts of one value; null where it would have to be decoded first. */
export type Texts = readonly string[] | null;

const plainText = /^[\x00-\x0c\x0e-\x5b\x5d-\x7f]*$/;
const bareText = /^[^\x00-\x20,}\]"{[]*/;

function bare(text: string): Texts {
  if (text === "null") return [];
  if (text === "true" || text === "false") return [text];
  return numberText(text);
}

/** A number's text once it is read; null where that is not what is written, zeros behind a dot aside. */
function numberText(text: string): Texts {
  if (!/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(text)) return null;
  const plain = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  const digits = plain.replace(/[-.]/g, "");
  const most = plain.includes(".") ? "3999999999999999" : "8999999999999999";
  if (digits.length > most.length || (digits.length === most.length && digits > most)) return null;
  return String(Number(text)) === plain ? [plain] : null;
}

/** The value that begins at `at` in a line of JSON. */
export function jsonTexts(line: string, at: number): Texts {
  const first = line[at];
  if (first === '"') {
    const text = line.slice(at + 1, line.indexOf('"', at + 1));
    return plainText.test(text) ? [text] : null;
  }
  if (first === "{") return [];
  if (first !== "[") return bare(bareText.exec(line.slice(at))?.[0] ?? "");
  const texts: string[] = [];
  for (let from = at + 1; line[from] !== "]"; ) {
    const character = line[from] ?? "\n";
    if (character === "," || character === " ") from++;
    else {
      if (!/["a-z0-9-]/.test(character)) return null;
      const element = jsonTexts(line, from);
      if (element === null) return null;
      texts.push(...element);
      const length = bareText.exec(line.slice(from))?.[0].length ?? 0;
      from = character === '"' ? line.indexOf('"', from + 1) + 1 : from + length;
    }
  }
  return texts;
}

/** The texts of a cell; undefined where it holds nothing. `comma` parts those of a list. */
export function cellTexts(cell: string, kind: ColumnKind, comma: string): Texts | undefined {
  if (cell === "-") return undefined;
  const isList = kind === "list" || kind === "number-list";
  if (isList && cell === "(empty)") return [];
  if (!plainText.test(cell)) return null;
  if (kind === "bool") return [cell === "T" ? "true" : cell === "F" ? "false" : cell];
  if (kind === "number") return cell === "" ? [""] : numberText(cell);
  if (!isList) return [cell === "(empty)" ? "" : cell];
  const texts = cell.split(comma).map((part) => (kind === "list" ? [part] : numberText(part)));
  return texts.includes(null) ? null : texts.flatMap((each) => each ?? []);
}

function meets({ op, value, cased = false }: Predicate, raw: string): boolean {
  const text = cased ? raw : raw.toLowerCase();
  const wanted = cased ? value : value.toLowerCase();
  if (op === "equals") return text === wanted;
  if (op === "contains") return text.includes(wanted);
  if (op === "startswith") return text.startsWith(wanted);
  return op === "exists" || text.endsWith(wanted);
}

/** Whether a predicate holds for a record of these values, or may. */
function holds(predicate: Predicate, values: readonly (readonly [leaf: string, texts: Texts])[]): boolean {
  const isPresence = predicate.op === "exists" || (predicate.op !== "equals" && predicate.value === "");
  return values.some(
    ([leaf, texts]) =>
      leaf === leafOf(predicate.field) &&
      (isPresence || texts === null || texts.some((text) => meets(predicate, text))),
  );
}

/** Numbers of the rules all of whose items hold, or may; rules that need nothing are not among them. */
export function referenceCandidates(
  rules: readonly RuleShape[],
  values: readonly (readonly [leaf: string, texts: Texts])[],
): number[] {
  return rules.flatMap(({ required, fields = [] }, number) => {
    const items = required.filter((item) => item.length > 0);
    if (items.length > 0)
      return items.every((item) => item.some((each) => holds(each, values))) ? [number] : [];
    return values.some(([leaf]) => fields.some((field) => leafOf(field) === leaf)) ? [number] : [];
  });
}
