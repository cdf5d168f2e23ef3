/**
 * Names of managed service providers, as one compares them. Two members of one provider are one voice, so a name that
 * is written otherwise must not make two providers of one: case, spaces, punctuation, accents and the legal form at its
 * end do not count. What is left is compared whole: `Acme` and `Acme Security` are two.
 */

/** Longer ones first, as they end in shorter ones. Dots are gone by then: `S.A. de C.V.` is `sa de cv`. */
const legalForms = [
  ["s de rl de cv", "sapi de cv", "sab de cv", "sa de cv", "and company", "and co", "pty ltd", "pte ltd"],
  [
    "incorporated",
    "corporation",
    "company",
    "limited",
    "ltda",
    "gmbh",
    "sarl",
    "pllc",
    "eirl",
    "corp",
    "inc",
  ],
  ["llc", "llp", "ltd", "plc", "mbh", "sas", "slu", "srl", "spa", "oyj", "asa", "aps", "pty", "pte", "lp"],
  ["co", "ag", "kg", "ug", "bv", "nv", "sa", "sl", "ab", "as", "oy", "kk"],
].flat();

/** `Acme MSSP, Inc.` and `acme  mssp` are both `acme mssp`; a name that is nothing but a legal form stays it. */
export function providerKey(name: string): string {
  const folded = name.normalize("NFKD").toLowerCase();
  let key = folded
    .replace(/[\p{M}.'’]/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  for (;;) {
    const form = legalForms.find((each) => key.endsWith(` ${each}`));
    if (form === undefined) return key === "" ? folded.replace(/\s+/g, " ").trim() : key;
    key = key.slice(0, -form.length - 1);
  }
}
