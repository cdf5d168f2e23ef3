/**
 * A look at the object paths of a STIX pattern (STIX 2.1, 9.3.1): the names of types and properties keep the rules of
 * section 11. Whether the whole is a pattern is for the parser that is handed in.
 */
import { type Findings, shown } from "../findings.js";
import type { StixVersion } from "../property.js";
import { shapeOf } from "../tables/index.js";
import { addPrefix } from "../walk.js";

/** Begins at the start of a word only and takes what does not end to the end, so that its time is linear. */
const part =
  /'(?:[^'\\]|\\[\s\S])*(?:'|$)|(?<![a-zA-Z0-9-])([a-zA-Z0-9][a-zA-Z0-9-]*):(?:([a-zA-Z0-9_-]+)|'((?:[^'\\]|\\[\s\S])*)(?:'|$))/g;

/** Types and first properties, each pair once. */
function pathsOf(pattern: string): readonly (readonly [string, string])[] {
  const found = new Map<string, readonly [string, string]>();
  for (const [, type, plain, quoted] of pattern.matchAll(part))
    if (type !== undefined) {
      const property = plain ?? quoted ?? "";
      found.set(`${type}:${property}`, [type, property]);
    }
  return [...found.values()];
}

export function checkPatternPaths(pattern: string, version: StixVersion, findings: Findings): void {
  for (const [type, property] of pathsOf(pattern)) {
    const shape = shapeOf(type, version);
    if (shape === null) {
      if (!/^(?!.*--)[a-z][a-z0-9-]{1,248}[a-z0-9]$/.test(type))
        findings.add("type-name", `${shown(type)} is no name of a type.`);
      findings.add("custom-type", `${shown(type)} is not of STIX ${version}.`);
      addPrefix(findings, version, type, /^x-[a-z0-9]+-[a-z0-9-]+$/, /^x-/);
    } else if (!shape.fields.has(property)) {
      if (!/^[a-z][a-z0-9_]{2,249}$/.test(property))
        findings.add("property-name", `${shown(property)} is no name of a property.`);
      findings.add("custom-property", `${shown(`${type}:${property}`)} is not of STIX ${version}.`);
      addPrefix(findings, version, property, /^x_[a-z0-9]+_[a-z0-9_]+$/, /^x_/);
    }
  }
}
