import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutText, leftOut } from "./cutting.js";

const shows = (text: string) => /blue\s+anchor|203\.0\.113\.7|blueanchor/i.test(text);

describe("cutting", () => {
  test.each([
    ["the gate of Blue Anchor at 203.0.113.7 was hit", `the gate of ${leftOut} at ${leftOut} was hit`],
    ["nothing of anybody", "nothing of anybody"],
    ["Blue Anchor", leftOut],
    ["seen at Blue Anchor Ltd. today", `seen at ${leftOut} today`],
    ["seen at Blue Anchor, Inc., today", `seen at ${leftOut} today`],
    ["see https://www.blueanchor.example/x?y=1 now", `see ${leftOut} now`],
    ["first\nsecond of Blue Anchor\nthird", `first\nsecond of ${leftOut}\nthird`],
    ["of Blue\nAnchor it was", `${leftOut}\n${leftOut}`],
    ["tabs\tand  blanks Blue  Anchor stay", `tabs\tand  blanks ${leftOut} stay`],
    ["", ""],
  ])("%j", (text, cut) => {
    expect(cutText(text, shows)).toBe(cut);
  });

  test("what is left never shows what was looked for, whatever the text", () => {
    const piece = fc.constantFrom(
      "Blue",
      "Anchor",
      "anchor",
      " ",
      "\n",
      "203.0.113.7",
      "blueanchor",
      "x",
      "Ltd",
      leftOut,
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        const cut = cutText(text, shows);
        expect(shows(cut)).toBe(false);
        if (!shows(text)) expect(cut).toBe(text);
      }),
    );
  });
});
