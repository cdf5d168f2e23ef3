/**
 * The OASIS validator's own test cases (`04-stix-misp/stix-valid-invalid`), each with the verdict that its tests demand,
 * and what ours is. Every difference stands here with its reason (docs/stix.md has the table); whatever else differs is
 * wrong. The test of conformance and the bench both count by this file.
 */

const namesOf = (list) => (typeof list === "string" ? list.split(",") : (list ?? []));

/** Our verdict on one case; `ours` is what the program under test offers. */
export function verdictOf({ parsePattern, parseStix, stixRules, validateStix }, one, version) {
  const { test: name, options, stix } = one;
  /** The validator's numbers for its checks, and its two groups of them. */
  const numbered = {
    141: ["observable-object-keys"],
    304: ["deprecated-property"],
    1: Object.entries(stixRules).flatMap(([rule, { level, kind }]) =>
      level === "should" && kind === "format" ? [rule] : [],
    ),
  };
  const disabled = namesOf(options.disabled);
  const off = new Set(disabled.flatMap((each) => [each, ...(numbered[each] ?? [])]));
  const value = typeof stix === "string" ? parseStix(stix) : { value: stix, problem: null };
  if (value.problem !== null) return false;
  const problems = validateStix(value.value, {
    off,
    // These name no version in the record: see the table.
    ...(!name.startsWith("spec_version_tests") && { version }),
    checkPattern(pattern) {
      const reading = parsePattern(pattern);
      return "error" in reading ? reading.error : null;
    },
  });
  return problems.every(({ rule, level }) => {
    if (level === "must") return false;
    if (rule === "custom-type") return options.strict_types !== true;
    if (rule === "custom-property") return options.strict_properties !== true;
    if (level === "note") return true;
    const isValue = rule.startsWith("vocabulary:") || stixRules[rule]?.kind === "values";
    if (isValue && disabled.includes("2")) return true;
    if (options.interop === true) return rule !== "duplicate-marking";
    if (options.enabled !== undefined) return !options.enabled.split(",").includes(rule);
    return options.strict !== true;
  });
}

/** Why a verdict is another. */
export const reasons = {
  schema:
    "The verdict comes from a JSON schema of the validator's tests for a made-up type or extension, which is not in the record.",
  uuid: "The id in src_ref ends with eleven hex digits: no UUID of RFC 4122, as STIX 2.1, 2.9 demands. With twelve the verdicts agree.",
  version:
    "The tests hand the version in on the command line, which the record lost: the same input stands there with both verdicts.",
};

/** Lines of the files, from 0. */
export const differences = {
  2.1: {
    62: "schema",
    65: "schema",
    66: "schema",
    182: "schema",
    168: "uuid",
    170: "uuid",
    173: "uuid",
    174: "uuid",
    177: "uuid",
    178: "uuid",
    181: "uuid",
    297: "version",
    300: "version",
    306: "version",
    308: "version",
    309: "version",
  },
  "2.0": { 33: "schema", 95: "schema" },
};

/** Of one version's cases, as their lines: at which the verdict is another, and at which of these nobody said why. */
export function compare(ours, lines, version) {
  const differing = lines.flatMap((line, at) => {
    const one = JSON.parse(line);
    return verdictOf(ours, one, version) === one.valid ? [] : [at];
  });
  return { differing, wrong: differing.filter((at) => differences[version][at] === undefined) };
}
