/**
 * One port starts from another's pack: a center with the sample port and what its operator set up makes a pack by the
 * command line, and a second center starts from it with `up --pack`; then the second makes and takes packs in a real
 * browser. Against the built product. Needs `dist/` (npm run build) and Chromium on the PATH; without either it is
 * skipped by name.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cannotBrowse, findings, launch, missing } from "./browser.js";
import {
  breakwater,
  breakwaterJson,
  newFolder,
  type RunningCenter,
  removeFolder,
  startCenter,
} from "./center.js";
import { signInByLink } from "./signing-in.js";

interface Made {
  readonly manifest: {
    readonly center: string | null;
    readonly fingerprint: string;
    readonly parts: readonly { readonly id: string; readonly entries: number }[];
  };
  readonly leftOut: readonly { readonly part: string; readonly key: string; readonly reason: string }[];
}

const shoot = async (page: Page, name: string): Promise<void> => {
  const shots = process.env["BREAKWATER_SHOTS"];
  if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
};

const server = (name: string, address: string, more = "") =>
  `      - { name: ${name}, collection: "${address}", everyMinutes: 600${more} }`;
const settings = [
  "intake:",
  "  syslog: { off: true }",
  "share:",
  "  taxii:",
  "    servers:",
  server("Open ISAC", "https://taxii.isac.example/root/"),
  server("Closed ISAC", "https://taxii.isac.example/closed/", ", user: port, secretFile: /nowhere/secret"),
  server("Sensor", "http://10.1.2.3/taxii/", ", near: true"),
  "",
].join("\n");

describe.skipIf(cannotBrowse)(`packs (${missing})`, () => {
  const [first, second, files] = [newFolder(), newFolder(), newFolder()] as const;
  const pack = join(files, "port.tar.gz");
  let a: RunningCenter;
  let b: RunningCenter;
  let browser: Browser;
  let made: Made;

  const at =
    (folder: string) =>
    <T>(...args: readonly string[]): T =>
      breakwaterJson<T>([...args, "--data", folder]);
  const inA = at(first);
  const inB = at(second);

  beforeAll(async () => {
    writeFileSync(join(files, "a.yaml"), settings);
    writeFileSync(join(files, "terms.txt"), "We tell one another within the hour.\nNobody is named.\n");
    writeFileSync(
      join(files, "resolvers.json"),
      JSON.stringify({
        name: "Public resolvers",
        type: "cidr",
        list: ["9.9.9.9/32"],
        matching_attributes: ["ip-dst"],
      }),
    );
    a = await startCenter(first, ["--config", join(files, "a.yaml")]);
    inA("demo", "load");
    inA(
      "member",
      "agreement",
      "text",
      "Participation terms",
      "--edition",
      "2",
      "--file",
      join(files, "terms.txt"),
    );
    inA("member", "agreement", "text", "Berth terms of Pier 7 Terminal", "--edition", "1");
    inA("member", "add", "Pier 7 Terminal", "--sector", "terminal operator");
    inA("member", "reciprocity", "on", "--window", "60");
    inA("intel", "import", join(files, "resolvers.json"));
    browser = await launch();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await Promise.all([a?.kill("SIGTERM"), b?.kill("SIGTERM")]);
    for (const folder of [first, second, files]) removeFolder(folder);
  });

  test("the first center makes a pack and says what stays, and why", () => {
    made = inA("pack", "export", "--out", pack, "--name", "Port of Bollard");
    expect(Object.fromEntries(made.manifest.parts.map(({ id, entries }) => [id, entries]))).toEqual({
      agreements: 1,
      "allow-lists": 1,
      configuration: 1,
      feeds: 2,
      "legal-bases": 0,
      policies: 1,
    });
    expect(made.leftOut.map(({ part, key }) => `${part}: ${key}`)).toEqual([
      "agreements: Berth terms of Pier 7 Terminal, 1",
      "feeds: sensor",
    ]);
    const shown = breakwaterJson<Made>(["pack", "show", pack]);
    expect(shown.manifest.fingerprint).toBe(made.manifest.fingerprint);
    expect(breakwater(["pack", "show", pack]).stdout).toContain("Port of Bollard");
  });

  test("nobody starts from it without its fingerprint, nor in a folder that is in use", () => {
    const up = (folder: string, ...more: readonly string[]) =>
      breakwater(["up", "--data", folder, "--port", "0", "--pack", pack, ...more], "");
    expect(up(second)).toMatchObject({ code: 1, stderr: expect.stringContaining("Nobody compared") });
    expect(up(second, "--trust", "0".repeat(64))).toMatchObject({ code: 1 });
    expect(up(files, "--trust", made.manifest.fingerprint).stderr).toContain("there is one already");
    writeFileSync(join(files, "cut.tar.gz"), readFileSync(pack).subarray(0, 500));
    expect(
      breakwater(["up", "--data", second, "--pack", join(files, "cut.tar.gz"), "--trust", "0".repeat(64)])
        .stderr,
    ).toContain("not a whole pack");
  });

  test("a second center starts from it with what the first had", async () => {
    b = await startCenter(second, ["--pack", pack, "--trust", made.manifest.fingerprint]);
    console.info(
      `a new center from a pack of ${readFileSync(pack).length} bytes: ready in ${Math.round(b.readyMs)} ms`,
    );
    const { rows } = inB<{ rows: readonly { name: string; needs: string; isOfPack: boolean }[] }>(
      "intel",
      "feeds",
    );
    expect(rows.map(({ name, needs, isOfPack }) => [name, needs, isOfPack])).toEqual([
      ["Closed ISAC", "password", true],
      ["Open ISAC", "nothing", true],
    ]);
    expect(inB<{ rows: readonly object[] }>("member", "agreement", "texts").rows).toEqual([
      {
        name: "Participation terms",
        version: "2",
        text: "We tell one another within the hour.\nNobody is named.\n",
      },
    ]);
    expect(inB<{ policy: object }>("member", "reciprocity", "show").policy).toMatchObject({
      on: true,
      windowDays: 60,
    });
    const { others } = inB<{ others: readonly { name: string; note: string }[] }>("taxii", "others");
    expect(others.find(({ name }) => name === "Closed ISAC")?.note).toContain("waits for its password");
    expect(inB<{ rows: readonly { name: string }[] }>("member", "list").rows.length).toBe(1);
    // The sample port is A's, and so are its members, sightings and warnings.
    expect(inB<{ warnings: number; sightings: number }>("totals")).toMatchObject({
      warnings: 0,
      sightings: 0,
    });
  });

  test("taken again nothing changes, and it has become known", () => {
    const again = inB<{ planned: readonly { change: string }[] }>("pack", "import", pack, "--yes");
    expect(new Set(again.planned.map(({ change }) => change))).toEqual(new Set(["same"]));
  });

  test("in a browser a pack is made, shown and taken", async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, bypassCSP: true });
    const page = await context.newPage();
    await signInByLink(page, b.link);
    await page.waitForURL(`${b.address}/`);
    await page.goto(`${b.address}/settings`);
    await page.getByRole("button", { name: "Make a pack" }).click();
    await page.getByLabel("Your center's name on it").fill("Port of Fairlead");
    await page.getByRole("button", { name: "Make it" }).click();
    await page.getByRole("button", { name: "Save the pack" }).waitFor();
    await shoot(page, "pack-made-phone");
    expect(await findings(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save the pack" }).click(),
    ]);
    const saved = join(files, "saved.tar.gz");
    await download.saveAs(saved);
    expect(breakwaterJson<Made>(["pack", "show", saved]).manifest.center).toBe("Port of Fairlead");
    await page.getByRole("button", { name: "Close" }).click();

    // A changed its terms meanwhile, and B has what it took unchanged.
    writeFileSync(join(files, "terms.txt"), "We tell one another at once.\n");
    inA(
      "member",
      "agreement",
      "text",
      "Participation terms",
      "--edition",
      "2",
      "--file",
      join(files, "terms.txt"),
    );
    const newer = join(files, "newer.tar.gz");
    inA("pack", "export", "--out", newer);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole("button", { name: "Take a pack" }).click();
    await page.getByLabel("Pack", { exact: true }).setInputFiles(newer);
    await page.getByText("Somebody compared this fingerprint before.").waitFor();
    await shoot(page, "pack-take-screen");
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: "Take 1 entry" }).click();
    await page.getByText("1 entry taken").waitFor();
    expect(inB<{ rows: readonly { text: string }[] }>("member", "agreement", "texts").rows[0]?.text).toBe(
      "We tell one another at once.\n",
    );
    await page.getByRole("button", { name: "Take a pack" }).click();
    await page.getByLabel("Pack", { exact: true }).setInputFiles(join(files, "cut.tar.gz"));
    await page.getByText("The file is not a whole pack").waitFor();
    await shoot(page, "pack-broken-screen");
  });
});
