/** What rules, correlations and filters have in common, read from their document. */
import type { DocumentReader } from "./document-reader.js";
import { type LogSource, type RuleHead, ruleStatuses } from "./rule.js";

export function readHead(document: DocumentReader, file: string): RuleHead {
  const tags = document.texts("tags").map((tag) => tag.trim());
  const taxonomy = document.shortText("taxonomy") ?? "sigma";
  return {
    place: { file, line: document.map.line },
    id: document.shortText("id"),
    name: document.shortText("name"),
    title: titleOf(document),
    status: document.oneOf("status", ruleStatuses),
    description: seen(document.text("description") ?? ""),
    author: authorOf(document),
    license: document.text("license") ?? "",
    date: document.text("date") ?? "",
    modified: document.text("modified") ?? "",
    references: document.texts("references"),
    falsePositives: document.texts("falsepositives").map(seen),
    tags,
    techniques: techniquesOf(tags),
    related: relatedOf(document),
    taxonomy,
  };
}

/** What writes no letter: it steers terminals, or turns `gnp.exe` into `exe.png` on a screen. */
const unseen = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu;
const seen = (text: string): string => text.replace(unseen, "");

/** One line. */
function titleOf(document: DocumentReader): string {
  const title = seen(document.needText("title")).replace(/\s+/g, " ").trim();
  if (title === "") throw document.invalid("title", "has nothing to read in it");
  return title;
}

function authorOf(document: DocumentReader): string {
  return document.texts("author").join(", ");
}

/** `attack.t1110.003` is T1110.003. */
function techniquesOf(tags: readonly string[]): string[] {
  const found = tags.flatMap((tag) => {
    const match = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag);
    return match === null ? [] : [(match[1] as string).toUpperCase()];
  });
  return [...new Set(found)];
}

function relatedOf(document: DocumentReader): { id: string; type: string }[] {
  const node = document.get("related");
  if (node === null || node.kind !== "list") return [];
  return node.items.flatMap((item) => {
    if (item.kind !== "map") return [];
    const text = (name: string) => {
      const value = item.entries.find(({ key }) => key === name)?.value;
      return value?.kind === "scalar" && value.value !== null ? value.source : null;
    };
    const id = text("id");
    return id === null ? [] : [{ id, type: text("type") ?? "" }];
  });
}

/** At least one of category, product and service must be there. */
export function readLogSource(document: DocumentReader): LogSource {
  const section = document.section("logsource");
  const word = (name: string) => section.shortText(name)?.toLowerCase() ?? null;
  const source = {
    category: word("category"),
    product: word("product"),
    service: word("service"),
    definition: section.text("definition") ?? "",
  };
  if (source.category === null && source.product === null && source.service === null)
    throw document.invalid("logsource", "names neither category nor product nor service");
  return source;
}
