/**
 * For tests only: patterns and observations drawn at random, and a tiny evaluator that does what the specification
 * says by trying everything. It shares nothing with the real one but the trees.
 */
import fc from "fast-check";
import { type Comparison, type Constant, join, type Pattern, type Qualifier } from "./ast.js";
import { numberConstant } from "./constants.js";
import type { Observation } from "./observation.js";

/** Text of any characters, quotes and backslashes among them. */
const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: "grapheme", maxLength: 4 }),
  fc.constantFrom("'", "\\", "it's", "\\'", "%_", "a\nb", "//", "/*"),
);
const octets = fc.uint8Array({ maxLength: 5 });

const anyNumber = fc
  .oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
    fc.tuple(fc.integer(), fc.nat(999_999)).map(([whole, rest]) => `${whole}.${rest}`),
  )
  .map((digits) => numberConstant(digits, 0));

const instant = fc
  .date({ min: new Date(0), max: new Date("2199-01-01"), noInvalidDate: true })
  .map((date) => ({ kind: "timestamp", text: date.toISOString().replace(/\.?0*Z$/, "Z") }) as const);

export const anyConstant: fc.Arbitrary<Constant> = fc.oneof(
  text.map((value) => ({ kind: "string", value }) as const),
  anyNumber,
  instant,
  fc.boolean().map((value) => ({ kind: "boolean", value }) as const),
  octets.map((bytes) => ({ kind: "hex", text: Buffer.from(bytes).toString("hex") }) as const),
  octets.map((bytes) => ({ kind: "binary", text: Buffer.from(bytes).toString("base64") }) as const),
);

const anyPath = fc.record({
  type: fc.constantFrom("file", "x-own", "network-traffic", "a_b"),
  steps: fc
    .tuple(
      fc
        .oneof(fc.constantFrom("name", "start", "hashes", "AND", "in"), text)
        .map((name) => ({ kind: "key", name }) as const),
      fc.array(
        fc.oneof(
          text.map((name) => ({ kind: "key", name }) as const),
          fc.constantFrom("SHA-256", "value", "x_ref").map((name) => ({ kind: "key", name }) as const),
          fc.nat(20).map((at) => ({ kind: "index", at }) as const),
          fc.constant({ kind: "any" } as const),
        ),
        { maxLength: 4 },
      ),
    )
    .map(([first, rest]) => [first, ...rest]),
});

const anyTest: fc.Arbitrary<Comparison> = fc.tuple(anyPath, fc.boolean()).chain(([path, negated]) =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom("=", "!=" as const), anyConstant)
      .map(([operator, constant]) => ({ kind: "test", path, negated, operator, constant }) as Comparison),
    fc
      .tuple(
        fc.constantFrom("<", "<=", ">", ">=" as const),
        anyConstant.filter((constant) => constant.kind !== "boolean"),
      )
      .map(([operator, constant]) => ({ kind: "test", path, negated, operator, constant }) as Comparison),
    fc
      .tuple(fc.constantFrom("LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET" as const), text)
      .map(
        ([operator, value]) =>
          ({ kind: "test", path, negated, operator, constant: { kind: "string", value } }) as Comparison,
      ),
    fc
      .array(anyConstant, { minLength: 1, maxLength: 3 })
      .map((set) => ({ kind: "in", path, negated, set }) as Comparison),
    fc.constant({ kind: "exists", path, negated } as Comparison),
  ),
);

/** Comparisons over these tests, nested at most so deep. */
function comparisons(test: fc.Arbitrary<Comparison>, depth: number): fc.Arbitrary<Comparison> {
  if (depth === 0) return test;
  const inner = comparisons(test, depth - 1);
  return fc.oneof(
    test,
    fc
      .tuple(fc.constantFrom("and", "or" as const), fc.array(inner, { minLength: 2, maxLength: 3 }))
      .map(([kind, parts]) => join(kind, parts) as Comparison),
  );
}

/** Patterns over these comparisons and qualifiers, nested at most so deep. */
function patterns(
  comparison: fc.Arbitrary<Comparison>,
  qualifier: fc.Arbitrary<Qualifier>,
  depth: number,
): fc.Arbitrary<Pattern> {
  const single = comparison.map((one) => ({ kind: "observation", comparison: one }) as Pattern);
  if (depth === 0) return single;
  const inner = patterns(comparison, qualifier, depth - 1);
  return fc.oneof(
    { weight: 1, arbitrary: single },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          fc.constantFrom("and", "or", "followed-by" as const),
          fc.array(inner, { minLength: 2, maxLength: 3 }),
        )
        .map(([kind, parts]) => join(kind, parts) as Pattern),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(inner, qualifier)
        .map(([of, one]) => ({ kind: "qualified", of, qualifier: one }) as Pattern),
    },
  );
}

export const anyPattern = patterns(
  comparisons(anyTest, 2),
  fc.oneof(
    anyNumber
      .filter((seconds) => Number(seconds.text) > 0)
      .map((seconds) => ({ kind: "within", seconds }) as const),
    fc.integer({ min: 1, max: 1_000_000_000 }).map((times) => ({ kind: "repeats", times }) as const),
    fc.tuple(instant, instant).map(([start, stop]) => ({ kind: "start-stop", start, stop }) as const),
  ),
  3,
);

/** `t:a` and `t:b` and `u:a` with 0, 1 or 2. */
const smallTest: fc.Arbitrary<Comparison> = fc
  .tuple(
    fc.constantFrom("t", "u"),
    fc.constantFrom("a", "b"),
    fc.constantFrom("=", "!=", "<", ">=" as const),
    fc.nat(2),
    fc.boolean(),
  )
  .map(([type, name, operator, value, negated]) => ({
    kind: "test",
    path: { type, steps: [{ kind: "key", name }] },
    operator,
    constant: { kind: "integer", text: String(value) },
    negated,
  }));

const second = (at: number) => ({ kind: "timestamp", text: `1970-01-01T00:00:0${at}Z` }) as const;

export const smallPattern = patterns(
  comparisons(smallTest, 1),
  fc.oneof(
    fc
      .integer({ min: 1, max: 5 })
      .map((s) => ({ kind: "within", seconds: numberConstant(String(s), 0) }) as const),
    fc.integer({ min: 1, max: 3 }).map((times) => ({ kind: "repeats", times }) as const),
    fc
      .tuple(fc.nat(6), fc.nat(9))
      .map(([a, b]) => ({ kind: "start-stop", start: second(a), stop: second(b) }) as const),
  ),
  2,
);

const smallObject = fc.record(
  { type: fc.constantFrom("t", "t", "u"), a: fc.nat(2), b: fc.nat(2) },
  { requiredKeys: ["type"] },
);

/** Up to five observations within nine seconds, some of them spans, some counted twice. */
export const smallObservations: fc.Arbitrary<readonly Observation[]> = fc.array(
  fc
    .tuple(
      fc.nat(8),
      fc.constantFrom(0, 0, 0, 1, 3),
      fc.constantFrom(1, 1, 1, 2),
      fc.array(smallObject, { minLength: 1, maxLength: 2 }),
    )
    .map(([first, span, count, objects]) => ({
      id: "",
      firstUs: first * 1e6,
      lastUs: (first + span) * 1e6,
      count,
      objects: new Map(objects.map((object, at) => [String(at), object])),
    })),
  { maxLength: 5 },
);

/** Every way to meet a pattern, as sorted lists of single sights; the second of observation 3 is 3.1. */
export function everyMatch(
  pattern: Pattern,
  observations: readonly Observation[],
  whole: boolean,
): readonly (readonly number[])[] {
  const of = (sight: number) => observations[Math.floor(sight)] as Observation;
  const early = (sight: number) => (whole ? of(sight).firstUs : of(sight).lastUs);
  const late = (sight: number) => (whole ? of(sight).lastUs : of(sight).firstUs);
  const unique = (all: readonly (readonly number[])[]) => [
    ...new Map(all.map((one) => [one.join(), one])).values(),
  ];
  const pairs = (
    a: readonly (readonly number[])[],
    b: readonly (readonly number[])[],
    fits: (x: readonly number[], y: readonly number[]) => boolean,
  ) =>
    unique(
      a.flatMap((x) =>
        b
          .filter((y) => !y.some((one) => x.includes(one)) && fits(x, y))
          .map((y) => [...x, ...y].sort((m, n) => m - n)),
      ),
    );
  const meet = (part: Pattern): readonly (readonly number[])[] => {
    switch (part.kind) {
      case "observation":
        return observations.flatMap((one, at) =>
          [...one.objects.values()].some((object) => holds(part.comparison, object))
            ? Array.from({ length: one.count }, (_, time) => [at + time / 10])
            : [],
        );
      case "or":
        return unique(part.parts.flatMap(meet));
      case "and":
        return part.parts.map(meet).reduce((a, b) => pairs(a, b, () => true));
      case "followed-by":
        return part.parts
          .map(meet)
          .reduce((a, b) => pairs(a, b, (x, y) => x.every((m) => y.every((n) => late(m) <= early(n)))));
      case "qualified": {
        const inner = meet(part.of);
        const { qualifier } = part;
        if (qualifier.kind === "repeats")
          return new Array(qualifier.times).fill(inner).reduce((a, b) => pairs(a, b, () => true));
        if (qualifier.kind === "within")
          return inner.filter(
            (x) =>
              x.length < 2 ||
              Math.max(...x.map(late)) - Math.min(...x.map(early)) < Number(qualifier.seconds.text) * 1e6,
          );
        const start = Date.parse(qualifier.start.text) * 1000;
        const stop = Date.parse(qualifier.stop.text) * 1000;
        return inner.filter((x) => x.every((one) => early(one) >= start && late(one) < stop));
      }
    }
  };
  return meet(pattern);
}

function holds(comparison: Comparison, object: Readonly<Record<string, unknown>>): boolean {
  if ("parts" in comparison)
    return comparison.kind === "and"
      ? comparison.parts.every((part) => holds(part, object))
      : comparison.parts.some((part) => holds(part, object));
  const [step] = comparison.path.steps;
  if (comparison.kind !== "test" || step?.kind !== "key" || comparison.path.type !== object["type"])
    return false;
  const value = object[step.name];
  if (typeof value !== "number" || comparison.constant.kind !== "integer") return false;
  const constant = Number(comparison.constant.text);
  const truth = {
    "=": value === constant,
    "!=": value !== constant,
    "<": value < constant,
    ">=": value >= constant,
  } as Record<string, boolean>;
  return truth[comparison.operator] !== comparison.negated;
}
