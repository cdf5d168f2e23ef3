/** `breakwater rule check`: reads rules without a center, and says of each that does not run which line is wrong. */
import { hasTelemetry, makeBook, ownTaxonomies, readSource } from "../../detect/index.js";
import { print } from "../answering.js";
import { readGivenRules } from "./rule-files.js";

const shownMax = 200;

export async function checkRules(path: string, options: { readonly json?: boolean }): Promise<void> {
  const files = await readGivenRules(path);
  const book = makeBook([await readSource("", files)]);
  const isBlind = book.rules.filter(
    ({ document }) => document.kind === "rule" && !hasTelemetry(document.logSource, ownTaxonomies()),
  );
  const correlations = book.rules.filter(({ document }) => document.kind === "correlation").length;
  const counts = {
    files: files.files.length,
    rules: book.rules.length - correlations,
    correlations,
    filters: book.filters,
    refused: book.refusals.length,
    withoutTaxonomy: isBlind.length,
    passedOver: files.passedOver,
  };
  const refusals = book.refusals.map(({ source: _, ...refusal }) => refusal);
  print(options, { ...counts, refusals }, [
    ...refusals.slice(0, shownMax).map(({ file, line, reason }) => `${file}:${line}  ${reason}`),
    ...(refusals.length > shownMax ? [`… and ${refusals.length - shownMax} more; --json lists all.`] : []),
    `${counts.files} files: ${counts.rules} rules, ${correlations} correlations, ${book.filters} filters; ${refusals.length} refused, ${files.passedOver} files passed over.`,
    ...(isBlind.length === 0
      ? []
      : [
          `${isBlind.length} are of a log source that no taxonomy knows: they meet only JSON with fields of the same names.`,
        ]),
  ]);
  if (refusals.length > 0) process.exitCode = 1;
}
