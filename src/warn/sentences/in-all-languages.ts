/** What a rule says, in English and in every other language that members are written to in. */
import type { Language, WarningDraft, WarningWords } from "../../model/index.js";
import { english } from "./english.js";
import type { Sentences } from "./sentences.js";
import { spanish } from "./spanish.js";

/** English is what drafts are worded in; a language that is added has to have its file here. */
const others: Readonly<Record<Exclude<Language, "en">, Sentences>> = { es: spanish };

/** `say` words it with the sentences of one language. */
export function inAllLanguages(
  say: (sentences: Sentences) => WarningWords,
): WarningWords & Required<Pick<WarningDraft, "translations">> {
  const translations = Object.fromEntries(
    Object.entries(others).map(([language, sentences]) => [language, say(sentences)]),
  );
  return { ...say(english), translations };
}
