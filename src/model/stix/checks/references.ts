/** External references (STIX 2.1, 2.5): what each says at least, and the form of the numbers that others give out. */
import { type Findings, shown } from "../findings.js";
import { isJsonObject, type JsonObject, objectsAt, textAt } from "../json.js";

export function checkReferences(object: JsonObject, findings: Findings): void {
  for (const [at, reference] of objectsAt(object, "external_references").entries()) {
    const place = ["external_references", at] as const;
    const source = textAt(reference, "source_name");
    const id = textAt(reference, "external_id");
    if (!["description", "url", "external_id"].some((name) => Object.hasOwn(reference, name)))
      findings.add("external-reference", "It has at least one of description, url, external_id.", ...place);
    if (Object.hasOwn(reference, "url") && !isJsonObject(reference["hashes"]))
      findings.add("extref-hashes", "What is at a URL SHOULD be told by hashes too.", ...place);
    const form = source === "cve" ? /^CVE-\d{4}-\d{4,}$/ : source === "capec" ? /^CAPEC-\d+$/ : null;
    if (form !== null && (id === null || !form.test(id)))
      findings.add(
        "external-id",
        `${id === null ? "Nothing" : shown(id)} is no number of ${source}.`,
        ...place,
      );
  }
}
