/**
 * Advisories and KEV catalogs out of files, folders and archives (as CISA publishes its own), one file after another. What is
 * neither is named and passed over.
 */
import { Problem } from "../../base/index.js";
import type { Advisory, KnownExploited } from "../../model/index.js";
import { readJson } from "../json-feed.js";
import { openFeeds } from "../open-feeds.js";
import { intelProblem } from "../problems.js";
import { isCsaf, readCsaf } from "./read-csaf.js";
import { isKev, readKev } from "./read-kev.js";

export type ReadAdvisoryFile =
  | { readonly path: string; readonly advisory: Advisory }
  | {
      readonly path: string;
      readonly exploited: readonly KnownExploited[];
      readonly faults: readonly string[];
    }
  | { readonly path: string; readonly problem: Problem };

/** Largest document; the largest of CISA's has 3 MB. */
export const advisoryCharsMax = 16 * 2 ** 20;

export async function* readAdvisoryFiles(paths: readonly string[]): AsyncGenerator<ReadAdvisoryFile> {
  for await (const opened of openFeeds(paths)) {
    if ("passedOver" in opened) continue;
    if ("problem" in opened) yield opened;
    else yield { path: opened.file.path, ...readAdvisoryText(opened.text.whole) };
  }
}

/** What one document is. */
export function readAdvisoryText(
  text: string,
):
  | { readonly advisory: Advisory }
  | { readonly exploited: readonly KnownExploited[]; readonly faults: readonly string[] }
  | { readonly problem: Problem } {
  if (text.length > advisoryCharsMax)
    return {
      problem: intelProblem("feed-too-large", `${text.length} characters; ${advisoryCharsMax} are read.`),
    };
  const [document] = readJson(text);
  if (document === undefined || "problem" in document)
    return { problem: document?.problem ?? intelProblem("advisory-invalid", "It is empty.") };
  const { value } = document;
  if (isKev(value)) {
    const kev = readKev(value);
    return kev instanceof Problem ? { problem: kev } : { exploited: kev.entries, faults: kev.faults };
  }
  if (!isCsaf(value))
    return { problem: intelProblem("advisory-invalid", "It is neither CSAF 2.0 nor CISA's catalog.") };
  const advisory = readCsaf(value);
  return advisory instanceof Problem ? { problem: advisory } : { advisory };
}
