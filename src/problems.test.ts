/** Every problem code stands in docs/problems.md, and nothing else does: the page is written from the tables. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ProblemTable } from "./base/index.js";

const src = import.meta.dirname;

function isTable(value: unknown): value is ProblemTable<string> {
  return typeof value === "function" && "kinds" in value && "room" in value;
}

async function tables(): Promise<ProblemTable<string>[]> {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(^|\/)problems\.ts$/.test(file),
  );
  const modules = await Promise.all(
    files.sort().map((file) => import(join(src, file)) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) => Object.values(module).filter(isTable));
}

test("docs/problems.md lists every code with its meaning and what to do", async () => {
  const rows = (await tables()).flatMap((table) =>
    Object.entries(table.kinds).map(
      ([name, kind]) =>
        `| \`${table.room}.${name}\` | ${kind.title} | ${kind.hint} | ${kind.status ?? 400} |`,
    ),
  );
  expect(rows.length).toBeGreaterThan(20);
  expect(new Set(rows).size).toBe(rows.length);
  const page = [
    "# What a code means",
    "",
    "Every refusal has a stable code, says what was wrong and where, and what to do now. Over HTTP it is an",
    "`application/problem+json` document (RFC 9457) with the status below; on the command line the exit code is 1.",
    "This page is written from the code by `npx vitest run -u src/problems.test.ts`.",
    "",
    "| code | what it is | what to do | HTTP |",
    "|---|---|---|---|",
    ...rows.sort(),
    "",
  ].join("\n");
  await expect(page).toMatchFileSnapshot("../docs/problems.md");
});
