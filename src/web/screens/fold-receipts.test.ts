/** Equal decisions are one line; different ones never are. */
import { expect, test } from "vitest";
import { foldReceipts } from "./fold-receipts.js";

const receipt = (atUs: number, change: Readonly<Record<string, unknown>> = {}) => ({
  id: null,
  recipientKind: "member",
  recipientId: "line",
  channel: "console",
  released: true,
  rule: "own-member",
  ruleSays: "A member reads what is its own.",
  atUs,
  ...change,
});

test("equal decisions fold into one line with a count, the first and the last time", () => {
  const folded = foldReceipts([receipt(30), receipt(10), receipt(20), receipt(25, { released: false })]);
  expect(folded).toMatchObject([
    { count: 3, firstUs: 10, lastUs: 30, receipt: { released: true } },
    { count: 1, firstUs: 25, lastUs: 25, receipt: { released: false } },
  ]);
});

test.each([{ recipientId: "rail" }, { rule: "origin-hidden" }, { channel: "mail" }, { released: false }])(
  "a difference in %o is a line of its own",
  (change) => {
    expect(foldReceipts([receipt(1), receipt(1, change)])).toHaveLength(2);
  },
);
