import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearRegExp, networkContains, Problem, parseAddress, parseNetwork } from "../../base/index.js";
import { addressPieces, requiredLiterals } from "./required-text.js";

describe("what a regular expression needs", () => {
  test.each([
    ["cmd\\.exe$", "", ["cmd.exe"]],
    ["-[a-z0-9]{3}\\.x-s-account\\.dev|\\.up\\.railway\\.app", "", [".x-s-account.dev", ".up.railway.app"]],
    ["(?i)(ipfs\\.io/|ipfs\\.io\\s).+@", "", [".io/", "ipf"]],
    ["a(?:long|longer)text", "", ["text"]],
    ["(?:power|super)shell", "", ["shell"]],
    ["x(abcdef)?yz", "", null],
    ["x(abcdef)+yz", "", ["abcdef"]],
    ["abc*def", "", ["def"]],
    ["abcd{0,3}xyz", "", ["abc"]],
    ["[a-z]+\\d", "", null],
    ["foo|.*", "", null],
    ["net\\s+user", "i", ["net"]],
    ["\\x41bcdef", "", null],
    ["(?P<name>abcd)", "", ["abcd"]],
  ] as const)("%s %s", (source, flags, wanted) => {
    expect(requiredLiterals(source, flags)).toEqual(wanted);
  });

  test("is in every text that it finds", () => {
    const piece = fc.constantFrom(
      "abc",
      "xyz1",
      "S",
      "k",
      "\\.",
      "[ab]",
      "\\d",
      ".",
      "(?:foo|barr)",
      "(qux)",
      "|",
      "^",
      "(?i)",
      "(?:a|)",
    );
    const source = fc
      .array(fc.tuple(piece, fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{0,1}", "+?")), {
        minLength: 1,
        maxLength: 6,
      })
      .map((parts) =>
        parts
          .map(([part, quantifier]) => (/^[|^]$|^\(\?i\)$/.test(part) ? part : part + quantifier))
          .join(""),
      );
    const word = fc.constantFrom(
      "abc",
      "ABC",
      "xyz1",
      "s",
      "k",
      "\u017f",
      "\u212a",
      ".",
      "a",
      "b",
      "7",
      "foo",
      "barr",
      "qux",
      "ab",
    );
    let met = 0;
    fc.assert(
      fc.property(
        source,
        fc.constantFrom("", "i"),
        fc.array(word, { maxLength: 8 }),
        (expression, flags, words) => {
          const compiled = linearRegExp(expression, flags);
          const literals = requiredLiterals(expression, flags);
          const text = words.join("");
          if (compiled instanceof Problem || literals === null || !compiled.test(text)) return;
          met++;
          expect(
            literals.some((literal) => text.toLowerCase().includes(literal.toLowerCase())),
            `${expression} ${text}`,
          ).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
    expect(met).toBeGreaterThan(20);
  });
});

test("pieces of a network are in every address of it, however it is written", () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const v4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join("."));
  const v6 = fc
    .array(fc.integer({ min: 0, max: 65_535 }), { minLength: 8, maxLength: 8 })
    .map((groups) => groups.map((group) => group.toString(16)).join(":"));
  const network = fc
    .oneof(fc.tuple(v4, fc.integer({ min: 0, max: 32 })), fc.tuple(v6, fc.integer({ min: 0, max: 128 })))
    .map(([address, prefix]) => `${address}/${prefix}`);
  fc.assert(
    fc.property(
      network,
      fc.oneof(
        v4,
        v6,
        v4.map((address) => `::ffff:${address}`),
        v4.map((address) => `0:0:0:0:0:FFFF:${address}`),
      ),
      fc.boolean(),
      (notation, other, isOwn) => {
        const text = isOwn ? notation.slice(0, notation.indexOf("/")) : other;
        const parsed = parseNetwork(notation);
        const address = parseAddress(text);
        if (parsed === null || address === null || !networkContains(parsed, address)) return;
        const small = text.toLowerCase();
        const has = addressPieces(notation).some(({ op, text: piece }) =>
          op === "equals"
            ? small === piece
            : op === "startswith"
              ? small.startsWith(piece)
              : small.includes(piece),
        );
        expect(has, `${notation} ${text}`).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
