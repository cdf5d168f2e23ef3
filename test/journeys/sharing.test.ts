/**
 * A member says what is its own and who sees what of it, in a real browser against the built product: registers,
 * imports, is refused what another has and learns nothing by it; an operator settles that. Needs `dist/` (npm run
 * build) and Chromium on the PATH; without either it is skipped by name.
 */
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

describe.skipIf(cannotBrowse)(`sharing in a browser (${missing})`, () => {
  const folder = newFolder();
  let center: RunningCenter;
  let browser: Browser;
  let page: Page;
  const command = <T>(...args: readonly string[]): T => breakwaterJson<T>([...args, "--data", folder]);
  const add = (name: string) =>
    command<{ id: string }>("member", "add", name, "--sector", "terminal operator");

  const signIn = async (link: string, email: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true });
    const opened = await context.newPage();
    await signInByLink(opened, link, email);
    await opened.waitForURL(`${center.address}/`);
    return opened;
  };

  beforeAll(async () => {
    center = await startCenter(folder);
    add("Pier Seven Terminal");
    add("Blue Anchor Lines");
    command("member", "exposure", "add", "Blue Anchor Lines", "domain", "blue-anchor.example");
    command(
      "member",
      "group",
      "add",
      "Berth neighbours",
      "--member",
      "Pier Seven Terminal",
      "--member",
      "Blue Anchor Lines",
    );
    const { link } = command<{ link: string }>(
      "person",
      "add",
      "Ana",
      "--role",
      "admin",
      "--member",
      "Pier Seven Terminal",
    );
    browser = await launch();
    page = await signIn(link, "ana@pier-seven.example");
  });

  afterAll(async () => {
    await browser?.close();
    await center?.kill("SIGTERM");
    removeFolder(folder);
  });

  test("an admin registers a vessel with its numbers", async () => {
    await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Sharing" }).click();
    await page.getByText("Nothing is registered yet").waitFor();
    await page.getByRole("button", { name: "Add one" }).click();
    await page.getByLabel("Kind").selectOption("vessel");
    await page.getByLabel("Value").fill("Pier Runner");
    await page.getByLabel("Other names and numbers").fill("imo 9074729\nMMSI 211331640");
    await page.getByRole("button", { name: "Register it" }).click();
    await page.getByRole("cell", { name: "IMO 9074729, MMSI 211331640" }).waitFor();
  });

  test("what another member has is refused in words that tell neither who nor what", async () => {
    await page.getByLabel("Kind").selectOption("domain");
    await page.getByLabel("Value").fill("www.blue-anchor.example");
    await page.getByRole("button", { name: "Register it" }).click();
    const refusal = (await page.getByRole("alert").textContent()) ?? "";
    expect(refusal).toContain("waits for the center's operators");
    expect(refusal).not.toMatch(/blue|anchor|member/i);
    await page.getByRole("button", { name: "Add one" }).click();
    const waiting = page.getByRole("region", { name: "Waiting for your center to confirm" });
    await waiting.getByRole("cell", { name: "www.blue-anchor.example" }).waitFor();
    expect(await waiting.textContent()).not.toMatch(/Lines|member|because/i);
  });

  test("a file is tried first, its bad line named, and then imported", async () => {
    await page.getByRole("button", { name: "Import a file" }).click();
    await page.getByLabel("CSV file").setInputFiles({
      name: "ours.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("kind,value,note\ndomain,pier7.example,ours\nship,Nobody,\nbrand,Pier Seven,\n"),
    });
    await page.getByText("2 would be added").waitFor();
    await page.getByText("Line 3:").waitFor();
    await page.getByRole("button", { name: "Import these lines" }).click();
    await page.getByRole("cell", { name: "pier7.example", exact: true }).waitFor();
  });

  test("the directory shows what the admin chose, and consents are to whom it chose", async () => {
    await page.getByLabel("List us in the directory").check();
    await page.getByLabel("What it says of us").fill("Berths 4 to 9");
    await page.getByRole("button", { name: "Save our entry" }).click();
    await page.getByText("You are in the directory").waitFor();
    // Shown a moment after the click, which is what `check` does not wait for.
    await page.getByLabel("The members of Berth neighbours").click();
    await page
      .getByText("None: other members read what you share without your name")
      .waitFor({ state: "hidden" });
    const directory = await page.evaluate(`fetch("/api/directory").then((answer) => answer.json())`);
    expect(directory).toEqual({
      rows: [{ name: "Pier Seven Terminal", sector: "terminal operator", text: "Berths 4 to 9" }],
    });
    // Blue Anchor Lines is in the group too, and is not listed.
    const seen = await page.evaluate(`fetch("/api/groups").then((answer) => answer.text())`);
    expect(seen).toContain("Berth neighbours");
    expect(seen).not.toContain("Blue Anchor");
  });

  test("a report is offered to be named only to whom the company agreed, and says where to agree", async () => {
    await page.goto(`${center.address}/reports`);
    await page.getByRole("button", { name: "Report something" }).click();
    await page.getByText("More choices").click();
    const offered = page.getByLabel("Who may know it is from you");
    const options = () => offered.locator("option").allTextContents();
    await page.getByText("Your company has not agreed to be named to all members").waitFor();
    expect(await options()).toEqual(["Nobody, not even the center", "The center's operators only"]);
    await page.getByLabel("Berth neighbours").check();
    expect(await options()).toContain("The groups it is for");
    expect(await options()).not.toContain("All members");
    expect(await findings(page)).toEqual([]);
    await page.getByRole("link", { name: "Sharing" }).last().click();
    await page.getByRole("heading", { name: "Which members may learn that a report is ours" }).waitFor();
  });

  test("axe finds nothing serious, wide and on a phone, and nothing overflows", async () => {
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(viewport);
      await page.reload();
      await page.getByRole("heading", { name: "Who sees what of you" }).waitFor();
      await page.getByRole("button", { name: "Add one" }).click();
      expect(await findings(page)).toEqual([]);
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect([viewport.width, overflow]).toEqual([viewport.width, 0]);
    }
  });

  test("an operator sees the conflict, settles it, and keeps contacts and agreements", async () => {
    const operator = await signIn(center.link, "operator@port.example");
    await operator.goto(`${center.address}/members`);
    await operator.getByRole("button", { name: "Register it for both www.blue-anchor.example" }).click();
    await operator.getByRole("heading", { name: "Asked for by one" }).waitFor({ state: "hidden" });
    await operator.getByRole("button", { name: "Profile, tokens and people of Pier Seven Terminal" }).click();
    await operator.getByLabel("Contact's name").fill("Night desk");
    await operator.getByLabel("Telephone").fill("+1 310 555 0100");
    await operator.getByRole("button", { name: "Add a contact" }).click();
    await operator.getByRole("link", { name: "+1 310 555 0100" }).waitFor();
    await operator.getByRole("cell", { name: "www.blue-anchor.example", exact: true }).waitFor();
    expect(await findings(operator)).toEqual([]);
    await operator.context().close();
  });

  test("the command line says the same", () => {
    const list = command<{ rows: { value: string }[] }>("member", "exposure", "list", "Pier Seven Terminal");
    expect(list.rows.map(({ value }) => value).sort()).toEqual([
      "Pier Runner",
      "Pier Seven",
      "pier7.example",
      "www.blue-anchor.example",
    ]);
    const exported = breakwater([
      "member",
      "exposure",
      "export",
      "Pier Seven Terminal",
      "--data",
      folder,
    ]).stdout;
    const tried = breakwater(
      ["member", "exposure", "import", "Pier Seven Terminal", "-", "--dry-run", "--json", "--data", folder],
      exported,
    );
    expect(JSON.parse(tried.stdout)).toMatchObject({ added: 0, unchanged: 4, refused: 0 });
    const wrong = breakwater([
      "member",
      "exposure",
      "add",
      "Pier Seven Terminal",
      "ship",
      "X",
      "--data",
      folder,
    ]);
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("kind")]);
  });
});
