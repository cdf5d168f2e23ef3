import { describe, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import { parseConfiguration, readConfiguration } from "./configuration.js";

const refusal = (text: string): string => {
  const read = parseConfiguration(text);
  if (!(read instanceof Problem)) throw new Error("was accepted");
  return read.detail;
};

describe("configuration", () => {
  test("an empty file runs, on loopback", () => {
    const read = parseConfiguration("");
    expect(read).toMatchObject({
      api: { host: "127.0.0.1", port: 8420 },
      intake: { syslog: { port: 8514 }, follow: [] },
    });
    expect(readConfiguration(undefined)).toEqual(read);
  });

  test("an unknown key is refused with the nearest known one", () => {
    expect(refusal("api:\n  prot: 1\n")).toContain("Did you mean `port`?");
    expect(refusal("intake:\n  follow:\n    - pth: x\n")).toContain("`path`");
  });

  test("a wrong value is refused with its place", () => {
    expect(refusal("api:\n  port: 99999\n")).toContain("`api.port`");
    expect(refusal("api: [")).toContain("line 1");
    expect(refusal("intake:\n  follow: 7\n")).toContain("`intake.follow`");
  });

  test.each([
    ["mail:\n  host: mail.port.example\n", "`mail.from`"],
    ["mail:\n  from: center@port.example\n", "`mail.host`"],
    ["mail: { host: m.example, from: a@b.example, user: center }\n", "`mail.passwordFile`"],
    ["mail: { host: m.example, from: a@b.example, passwordFile: x }\n", "`mail.user`"],
    ["mail: { host: m.example, from: a@b.example, tls: 'off' }\n", "`mail.tls`"],
    ["api: { tls: { certificate: a.pem } }\n", "`api.tls.key`"],
    ["api: { tls: { key: a.pem } }\n", "`api.tls.certificate`"],
    ["api: { host: 0.0.0.0, tls: { off: true } }\n", "`api.tls.off`"],
    ["reports: { mail: { addresses: [report@center.example] } }\n", "`reports.mail.port`"],
    ["reports: { mail: { port: 2525 } }\n", "`reports.mail.addresses`"],
    [
      "share: { taxii: { servers: [{ name: a, collection: 'https://t.example/', user: u }] } }\n",
      "`share.taxii.servers.0.secretFile`",
    ],
    ["intake: { syslog: { off: true, member: Pier Seven } }\n", "`intake.syslog.member`"],
    ["signIn: { oidc: { issuer: 'https://id.example' } }\n", "`signIn.oidc.clientId`"],
  ])("a block that is filled in halfway is refused, with its place: %s", (text, place) => {
    expect(refusal(text)).toContain(place);
  });

  test("whole blocks are good", () => {
    expect(
      parseConfiguration(
        "mail: { host: localhost, tls: 'off', from: a@b.example }\nreports: { mail: { port: 0, addresses: [r@c.example] } }\n",
      ),
    ).not.toBeInstanceOf(Problem);
  });

  test("aliases can't be used to fill memory", () => {
    const bomb = `a: &a [${"x,".repeat(9)}x]\n${"bcdefgh"
      .split("")
      .map((k, i) => `${k}: &${k} [${`*${"abcdefgh"[i]},`.repeat(9)}]`)
      .join("\n")}\n`;
    expect(refusal(bomb)).toContain("alias");
  });

  test("a file that is not there is named", () => {
    expect(readConfiguration("/nowhere/breakwater.yaml")).toMatchObject({ code: "cli.path-missing" });
  });
});
