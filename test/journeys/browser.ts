/**
 * The browser of journeys: Debian's Chromium, and what axe finds on a page. Journeys that need it are skipped by name
 * where the product is not built or there is no Chromium on the PATH.
 */
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const root = resolve(import.meta.dirname, "../..");
const axe = join(root, "node_modules/axe-core/axe.min.js");
const browserPath = ["chromium", "chromium-browser", "google-chrome"]
  .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
  .find((path) => existsSync(path));
export const built =
  existsSync(join(root, "dist/cli/main.js")) && existsSync(join(root, "dist/web/index.html"));

/** True where there is nothing to drive, or nothing to drive it with. */
export const cannotBrowse = browserPath === undefined || !built;
/** What to do about it. */
export const missing = !built
  ? "needs npm run build"
  : "needs Chromium on the PATH: apt-get install chromium";

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserPath as string,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });

interface AxeResult {
  readonly violations: readonly { id: string; impact: string; nodes: readonly { html: string }[] }[];
}

const serious: readonly string[] = ["serious", "critical"];

/** What axe finds against WCAG 2.2 AA on the page as it stands: what is serious or critical, or everything. */
export async function findings(page: Page, all = false): Promise<readonly string[]> {
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(readFileSync(axe, "utf8"));
  const result = (await page.evaluate(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })`,
  )) as AxeResult;
  return result.violations
    .filter(({ impact }) => all || serious.includes(impact))
    .map(({ id, nodes }) => `${page.url()}: ${id} at ${nodes[0]?.html.slice(0, 160)}`);
}
