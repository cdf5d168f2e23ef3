import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const web = import.meta.dirname;
const sheets = resolve(web, "../../node_modules/@mantine/core/styles");

/** Components of the library that some file of the console imports. */
function componentsInUse(): readonly string[] {
  const names = readdirSync(web, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tsx"))
    .flatMap((file) => [
      ...readFileSync(join(web, file), "utf8").matchAll(/import \{([^}]*)\} from "@mantine\/core"/g),
    ])
    .flatMap(([, list]) => (list as string).split(","))
    .map((name) => name.trim().replace(/^type /, ""));
  return [...new Set(names)].filter((name) => name !== "");
}

test("every component in use has its style sheet: without it its marks fill the page", () => {
  const styles = readFileSync(join(web, "styles.ts"), "utf8");
  const used = componentsInUse();
  expect(used).toContain("Button");
  const bare = used.filter(
    (name) => existsSync(join(sheets, `${name}.css`)) && !styles.includes(`/styles/${name}.css"`),
  );
  expect(bare, "import it in styles.ts, or take a part of our own").toEqual([]);
});
