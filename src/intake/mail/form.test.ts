import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentHash, formFault, headOf } from "./form.js";

const mail = (head: string, body: string) => Buffer.from(`${head}\r\n\r\n${body}`, "latin1");

describe("the form of a mail", () => {
  test("has CR and LF together only, for any bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("\r", "\n", "\r\n", "a", "."), { maxLength: 60 }), (parts) => {
        const text = parts.join("");
        if (text === "") return;
        const isPlain = !/[\r\n]/.test(text.replace(/\r\n/g, ""));
        expect(formFault(Buffer.from(text)) === null).toBe(isPlain);
      }),
    );
  });

  test("its head ends at the first empty line", () => {
    expect(headOf(mail("A: b", "c")).toString()).toBe("A: b\r\n");
    expect(headOf(Buffer.from("\r\nno head")).length).toBe(0);
  });
});

describe("the same mail", () => {
  test("is the same whichever way it came, and another where a word differs", () => {
    const one = mail("Message-ID: <1@a>\r\nSubject: a", "body");
    const again = mail(
      "Received: from x\r\n by y; now\r\nReturn-Path: <a@b>\r\nMessage-ID: <1@a>\r\nSubject: a",
      "body",
    );
    expect(contentHash(again)).toBe(contentHash(one));
    for (const other of [
      mail("Message-ID: <2@a>\r\nSubject: a", "body"),
      mail("Message-ID: <1@a>\r\nSubject: a", "bodY"),
    ])
      expect(contentHash(other)).not.toBe(contentHash(one));
  });
});
