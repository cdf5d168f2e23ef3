/** Mails that people forward, as mail programs write them: who they say they are from is found, and what they link to. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extractText } from "./extract-text.js";
import type { ExtractionOptions } from "./extraction.js";
import { isMailHead, isSenderLine } from "./mail-head.js";

const sureFrom = 50;
const found = async (text: string, options: ExtractionOptions = {}) =>
  (await extractText(text, options)).observables
    .filter(({ confidence }) => confidence >= sureFrom)
    .map(({ kind, value }) => `${kind} ${value}`);

const heads = {
  "Gmail, English":
    "---------- Forwarded message ---------\nFrom: Harbor Billing <billing@pier7-payments.com>\nDate: Tue, Nov 24, 2026 at 9:12 AM\nSubject: Overdue invoice 4471\nTo: Ana Ruiz <ana@pier7.com>\n",
  "Outlook, Spanish":
    "De: Harbor Billing <billing@pier7-payments.com>\nEnviado: martes, 24 de noviembre de 2026 9:12\nPara: Ana Ruiz <ana@pier7.com>\nAsunto: Factura\n",
  "Outlook, in bold":
    "*From:* Harbor Billing <billing@pier7-payments.com>\n*Sent:* Tuesday\n*To:* ana@pier7.com\n",
  "Thunderbird, quoted":
    '> From: "Harbor Billing" <billing@pier7-payments.com>\n> To: ana@pier7.com\n> Subject: x\n',
  "a long name, broken":
    "From: Harbor Billing and Receivables of the whole Port\n <billing@pier7-payments.com>\nDate: today\n",
} as const;

describe("a forwarded mail", () => {
  test.each(Object.entries(heads))("%s: its sender, and its links as they stand", async (_name, head) => {
    const text = `I did not click.\n\n${head}\nDear customer, please contact us with questions and pay here:\nhttps://pier7-payments.com/pay/4471\n`;
    const values = await found(text);
    expect(values).toContain("url https://pier7-payments.com/pay/4471");
    if (!head.includes("\n <")) expect(values).toContain("email billing@pier7-payments.com");
  });

  test("in which the reporter broke the link: the sender's whole address is no citation", async () => {
    const text = `${heads["Gmail, English"]}\nhxxps://pier7-payments[.]com/pay and hxxp://203.0.113[.]5/x and hxxp://198.51.100[.]7/\n`;
    expect(await found(text)).toContain("email billing@pier7-payments.com");
  });

  test("leaves the reporter's own out, and says so", async () => {
    const options: ExtractionOptions = { isOwn: ({ value }) => value.endsWith("@pier7.com") };
    const { observables, notes } = await extractText(
      `From: Ana <ana@pier7.com>\nTo: x\n\nFrom: b@pier7-payments.com\nTo: ana@pier7.com\n`,
      options,
    );
    expect(observables.map(({ value }) => value)).toEqual(["b@pier7-payments.com"]);
    expect(notes.join(" ")).toContain("1 value was left out as the publisher's or the reporter's own.");
  });

  test("ends where a report goes on: its references are references again", async () => {
    const text = `# What was sent\n${heads["Gmail, English"]}\nhttps://evil-shop.top/a\n\n# References\nhttps://some-blog.org/post\n`;
    const values = await found(text);
    expect(values).toContain("url https://evil-shop.top/a");
    expect(values).not.toContain("url https://some-blog.org/post");
  });
});

test("a line of prose is no head, and any text is looked at in bounded time without a throw", () => {
  expect(isSenderLine("The mail came from: nobody we know")).toBe(false);
  expect(isMailHead(["From: a@b.org", "Hello,", "", "x"], 0)).toBe(false);
  expect(isSenderLine(`${">".repeat(100_000)}From: a@b.org`)).toBe(false);
  fc.assert(
    fc.property(fc.array(fc.string()), fc.nat(), (lines, at) => {
      expect(typeof isMailHead(lines, at)).toBe("boolean");
    }),
  );
});
