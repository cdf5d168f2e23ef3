import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReleasedWarning } from "../../model/index.js";
import type { Letter, WarningNotice } from "./channel.js";
import { mailForm, oneLine } from "./mail-form.js";

const warning: ReleasedWarning = {
  id: "w1",
  rule: "attack-server",
  observable: { type: "domain", value: "evil.example.com" },
  urgency: "high",
  tlp: "TLP:AMBER",
  language: "en",
  sentence: "A computer at your company is talking to evil.example.com.",
  story: "10.0.0.7 contacted https://evil.example.com/a three times.",
  facts: [],
  doNow: ["Unplug 10.0.0.7.", "Block evil.example.com in your DNS filter."],
  evidence: [1, 2, 3, 4, 5].map((at) => ({
    timeUs: 1_795_000_000_000_000 + at,
    log: "zeek-dns",
    field: "query",
    sourceAddress: "10.0.0.7",
    sourcePort: 1,
    destinationAddress: "10.0.0.1",
    destinationPort: 53,
    record: "the raw record",
  })),
  createdUs: 1_795_000_000_000_000,
  updatedUs: 1_795_000_000_000_000,
  state: "open",
  closeReason: null,
  reactions: [],
  center: null,
  mark: null,
};
const notice: WarningNotice = {
  kind: "warning",
  change: "new",
  warning,
  link: "https://center.example/w/bww_token",
  isPersonal: true,
  first: null,
};
const letter = (change: Partial<WarningNotice> = {}, language: "en" | "es" = "en"): Letter => ({
  id: "d1",
  to: "ana@pier7.example",
  language,
  timeZone: "America/Los_Angeles",
  notice: { ...notice, ...change },
});
/** The form the gate releases where only the link may go. */
const linkOnly: ReleasedWarning = {
  ...warning,
  tlp: "TLP:AMBER+STRICT",
  sentence: "",
  story: "",
  doNow: [],
  evidence: [],
  observable: { type: "domain", value: "" },
};

describe("a warning as a mail", () => {
  test("has its label in the subject, before the information, and its end behind it", () => {
    const { subject, text } = mailForm(letter());
    expect(subject).toBe("[TLP:AMBER] High: A computer at your company is talking to evil[.]example[.]com.");
    expect(text.startsWith("TLP:AMBER: ")).toBe(true);
    expect(text.indexOf("End of TLP:AMBER information.")).toBeGreaterThan(text.indexOf("Block evil"));
    expect(text.indexOf("https://center.example/w/bww_token")).toBeGreaterThan(
      text.indexOf("End of TLP:AMBER"),
    );
  });

  test("says why, evidence in short, what to do, the time where the member is, and how long the link works", () => {
    const { text } = mailForm(letter());
    expect(text).toContain("10.0.0.7 contacted hxxps://evil[.]example[.]com/a three times.");
    expect(text).toContain("1. Unplug 10.0.0.7.\n2. Block evil[.]example[.]com in your DNS filter.");
    expect(text).toContain("5 records of your own, the first 3:");
    expect(text).not.toContain("the raw record");
    expect(text).toContain("3:06:40 AM PST");
    expect(text).toContain("works once, for 72 hours");
  });

  test("holds no link but its own, and loads nothing", () => {
    const { html, text } = mailForm(letter());
    expect([...html.matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => match[1])).toEqual([notice.link]);
    expect(html).not.toMatch(/<(?:img|script|link|iframe|object)|url\(|@import/i);
    expect(text.match(/https?:\/\/\S+/g)).toEqual([notice.link]);
  });

  test("above TLP:AMBER carries the label and the link, and nothing of what is behind it", () => {
    for (const language of ["en", "es"] as const) {
      const { subject, text, html } = mailForm(letter({ warning: linkOnly }, language));
      expect(subject).toMatch(
        /^\[TLP:AMBER\+STRICT\] (A warning for your company|Un aviso para su empresa)$/,
      );
      expect(text).toContain(notice.link);
      for (const secret of ["evil", "10.0.0.7", "High", "Alta", "computer"])
        expect(`${subject}${text}${html}`).not.toContain(secret);
    }
  });

  test("in Spanish has a Spanish frame around Spanish words; old warnings say that theirs are English", () => {
    const old = mailForm(letter({}, "es"));
    expect(old.subject).toMatch(/^\[TLP:AMBER\] Alta: /);
    expect(old.text).toContain("Haga ahora:");
    expect(old.text).toContain("El texto del aviso está en inglés.");
    expect(old.html).toContain('<html lang="es">');
    const spanish = { ...warning, language: "es", sentence: "Un equipo suyo habla con otro." } as const;
    const { subject, text } = mailForm(letter({ warning: spanish }, "es"));
    expect(subject).toBe("[TLP:AMBER] Alta: Un equipo suyo habla con otro.");
    expect(text).not.toContain("inglés");
  });

  test("tells what changed", () => {
    expect(mailForm(letter({ change: "escalated" })).subject).toContain("More urgent now: High");
    const closed = mailForm(
      letter({ change: "closed", warning: { ...warning, state: "closed", closeReason: "false alarm" } }),
    );
    expect(closed.subject).toContain("Closed: High");
    expect(closed.text).toContain("This warning was closed: a false alarm.");
    expect(closed.text).not.toContain("Unplug");
  });

  test("without a person's link says to sign in", () => {
    expect(mailForm(letter({ isPersonal: false })).text).toContain("Sign in there");
  });
});

describe("hostile words", () => {
  test("make no second line of a subject, no header and no element", () => {
    const words = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "a\r\nBcc: all@example.com",
        "a\nSubject: b",
        "\u2028Bcc: x",
        "<script>alert(1)</script>",
        '"><img src=x onerror=1>',
        "\0\x1b[2J",
        "javascript:alert(1)",
      ),
    );
    fc.assert(
      fc.property(words, words, words, (sentence, story, step) => {
        const hostile = { ...warning, sentence: `.${sentence}`, story, doNow: [step] };
        const { subject, html, text } = mailForm(letter({ warning: hostile }));
        expect(subject).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(subject.length).toBeLessThanOrEqual(180);
        expect(text.replaceAll("\n", "")).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(html).not.toMatch(/<(?:script|img)/i);
      }),
    );
  });

  test("of any length are cut", () => {
    expect(oneLine("x".repeat(1e6)).length).toBe(2_000);
    const long = {
      ...warning,
      sentence: "y".repeat(1e5),
      doNow: Array.from({ length: 1_000 }, () => "step"),
    };
    expect(mailForm(letter({ warning: long })).text.length).toBeLessThan(10_000);
  });
});
