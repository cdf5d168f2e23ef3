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
