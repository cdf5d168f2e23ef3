/**
 * Somebody tries passwords, and an analyst sees it: telemetry through the real door, the detection appears by itself,
 * opens with its story, is excepted with a reason, and stands among the exceptions of its rule. Needs `dist/` (npm run
 * build) and Chromium on the PATH; without either it is skipped by name.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cannotBrowse, findings, launch, missing } from "./browser.js";
import { breakwaterJson, newFolder, type RunningCenter, removeFolder, startCenter } from "./center.js";
import { signInByLink } from "./signing-in.js";

const source = "203.0.113.66";

/** Failed log-ins as sshd writes them, three seconds apart, the last a moment ago. */
function failures(count: number): string {
  const nowMs = Date.now();
  return Array.from({ length: count }, (_, at) => {
    const time = new Date(nowMs - (count - at) * 3_000).toISOString();
    return `<38>1 ${time} gate sshd ${1000 + at} - - Failed password for root from ${source} port ${40000 + at} ssh2\n`;
  }).join("");
}

describe.skipIf(cannotBrowse)(`detections in a browser (${missing})`, () => {
  const folder = newFolder();
  let center: RunningCenter;
  let browser: Browser;
  let page: Page;
  let token: string;
  const command = <T>(...args: readonly string[]): T => breakwaterJson<T>([...args, "--data", folder]);
  const screen = (name: string) =>
    page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name });

  /** What axe finds and by how much the page is too wide, on a phone in the dark and on a screen in the light. */
  const look = async (): Promise<void> => {
    for (const { colorScheme, ...viewport } of [
      { colorScheme: "dark", width: 390, height: 844 },
      { colorScheme: "light", width: 1280, height: 900 },
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      expect(await findings(page)).toEqual([]);
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect([page.url(), viewport.width, overflow]).toEqual([page.url(), viewport.width, 0]);
    }
  };

  beforeAll(async () => {
    center = await startCenter(folder);
    command("member", "add", "Pier Seven Terminal", "--sector", "terminal operator");
    ({ token } = command<{ token: string }>(
      ...["token", "add", "--member", "Pier Seven Terminal", "--name", "gate"],
    ));
    browser = await launch();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
    page = await context.newPage();
    await signInByLink(page, center.link);
    await page.waitForURL(`${center.address}/`);
  });

  afterAll(async () => {
    await browser?.close();
    await center?.kill("SIGTERM");
    removeFolder(folder);
  });

  test("tried passwords appear by themselves, with what is empty said before", async () => {
    await screen("Detections").click();
    await page.getByRole("heading", { name: "Nothing was detected yet" }).waitFor();
    const answer = await fetch(`${center.address}/ingest`, {
      method: "POST",
      body: failures(14),
      headers: { authorization: `Bearer ${token}` },
    });
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ records: 14 })]);
    const row = page.getByRole("link", { name: /Passwords are tried/ });
    await row.waitFor({ timeout: 60_000 });
    expect(await row.textContent()).toContain(source);
    await look();
  });

  test("its story says what it means, on which records, and by which technique", async () => {
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/detections\/[0-9a-f-]{36}$/);
    const story = page.getByRole("article", { name: "Detection" });
    await story.getByText("One source failed to log in at one service").waitFor();
    await story.getByRole("link", { name: "T1110.001" }).waitFor();
    await story.getByRole("region", { name: "Facts", exact: true }).getByText("Pier Seven").waitFor();
    await story
      .getByRole("button", { name: /^Record of/ })
      .first()
      .click();
    await story.getByText("Failed password for root").first().waitFor();
    await look();
  });

  test("it is excepted, for this value at this member, with a reason and an end", async () => {
    await page.getByRole("button", { name: "Except this" }).click();
    const form = page.getByRole("form", { name: "Except this" });
    expect(await form.getByLabel("What is accepted").locator("option:checked").textContent()).toBe(
      `Only what ${source} does`,
    );
    await form.getByText(/^It would have kept quiet .* so far\.$/).waitFor();
    await form.getByLabel("Why it is accepted").fill("our yearly test");
    expect(await findings(page)).toEqual([]);
    await form.getByRole("button", { name: "Except it" }).click();
    await page.getByRole("link", { name: "See all exceptions" }).click();
    const line = page.getByRole("row", { name: /our yearly test/ });
    await line.getByText("at Pier Seven Terminal").waitFor();
    expect(await line.textContent()).toContain(`subject is ${source}`);
    await look();
  });

  test("its rule says that it is on, and is switched off with a reason", async () => {
    await screen("Rules").click();
    await page.getByText(/rules, [\d,]+ of them on/).waitFor();
    await page.getByLabel("Title or id").fill("brute-force");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByRole("link", { name: /Passwords are tried On/ }).click();
    const rule = page.getByRole("article", { name: "Rule" });
    await rule.getByLabel("Why, for those who come later").fill("the drill of today");
    await rule.getByRole("button", { name: "Switch it off" }).click();
    await rule.getByText("as somebody switched it off").waitFor();
    await rule.getByText("“the drill of today”").waitFor();
    await rule.getByText("our yearly test").waitFor();
    await look();
  });

  test("sources, policy, replay and what was refused are there", async () => {
    const parts = page.getByRole("navigation", { name: "Parts of Rules" });
    for (const [part, heading] of [
      ["Sources", "Where rules come from"],
      ["Policy", "Which rules are on by themselves"],
      ["Replay", "What a rule would have told"],
      ["Refused", "Rules that were refused"],
    ] as const) {
      await parts.getByRole("link", { name: part }).click();
      await page.getByRole("heading", { name: heading }).waitFor();
      expect(await findings(page)).toEqual([]);
    }
  });
});
