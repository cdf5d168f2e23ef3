/** Rules on this machine, as a command is given them: read here, so that a center elsewhere need not reach them. */
import { basename } from "node:path";
import { type Problem, Refusal } from "../../base/index.js";
import { packFiles, type RuleFiles, readRulePath } from "../../detect/index.js";

export async function readGivenRules(path: string): Promise<RuleFiles> {
  const files: RuleFiles | Problem = await readRulePath(path);
  if ("code" in files) throw new Refusal(files);
  return files;
}

export const isAddress = (text: string): boolean => /^https?:\/\//i.test(text);

/** As the API takes them. */
export const packedRules = (files: RuleFiles): string => packFiles(files).toString("base64");

/** What a source is called where nobody said: the last part of its path or address, without what it is packed in. */
export function sourceNameOf(place: string): string {
  const last = isAddress(place) ? new URL(place).pathname.replace(/\/+$/, "") : place.replace(/\/+$/, "");
  const name = basename(last)
    .toLowerCase()
    .replace(/\.(tar\.gz|tgz|tar|gz|zst|ya?ml)$/, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return name === "" ? "rules" : name;
}
