/** docs/configuration.md is written from the schema and the list of environment variables. */
import { expect, test } from "vitest";
import { z } from "zod";
import { environmentVariables } from "../base/index.js";
import { configurationSchema } from "./configuration.js";

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly enum?: readonly string[];
}

function rows(node: Node, path: string): string[] {
  if (node.properties !== undefined)
    return Object.entries(node.properties).flatMap(([name, child]) =>
      rows(child, path === "" ? name : `${path}.${name}`),
    );
  const inner = node.items?.properties === undefined ? [] : rows(node.items, `${path}[]`);
  const kind = node.enum?.join(", ") ?? node.type ?? "";
  const standard = node.default === undefined ? "" : `\`${JSON.stringify(node.default)}\``;
  return [`| \`${path}\` | ${kind} | ${standard} | ${node.description ?? ""} |`, ...inner];
}

test("docs/configuration.md lists every setting and every environment variable", async () => {
  const settings = rows(z.toJSONSchema(configurationSchema, { io: "input" }) as Node, "");
  expect(settings.every((row) => !row.endsWith("|  |"))).toBe(true);
  const page = [
    "# Configuration",
    "",
    "Nothing needs to be configured. What you want otherwise goes into one YAML file, given by `--config FILE`. An",
    "unknown key is an error that names the nearest known one, a block filled in halfway one that names what is missing;",
    "`breakwater config check FILE` reads it, and the files it names, without",
    "starting. This page is written from the code by `npx vitest run -u src/cli/configuration-page.test.ts`.",
    "",
    "```yaml",
    "api:",
    "  port: 8420",
    "intake:",
    "  syslog: { port: 8514, host: 0.0.0.0 }",
    "  follow:",
    "    - { path: /opt/zeek/logs/current/*.log }",
    "    - { path: /var/log/suricata/eve.json, member: Pier 7 Terminal }",
    "```",
    "",
    "| setting | type | default | what it does |",
    "|---|---|---|---|",
    ...settings,
    "",
    "| environment variable | what it does |",
    "|---|---|",
    ...Object.entries(environmentVariables).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
    "",
  ].join("\n");
  await expect(page).toMatchFileSnapshot("../../docs/configuration.md");
});
