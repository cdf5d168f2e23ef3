/**
 * The house rules as a test: floors, names, sizes, and one gate per danger. Each message says what to do instead.
 * Rooms and their order are the design's (see ARCHITECTURE.md); an exception stands here with its reason.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const src = join(root, "src");

const rooms = [
  "base",
  "model",
  "store",
  "members",
  "intel",
  "intake",
  "detect",
  "share",
  "warn",
  "block",
  "chatter",
  "work",
  "api",
  "web",
  "cli",
]; // prettier-order: ground floor first

interface Source {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly code: string;
  readonly lines: number;
  readonly imports: readonly string[];
}

/** Files that may be long, and why. */
const longFiles: Readonly<Record<string, string>> = {};

function read(): Source[] {
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => {
      const text = readFileSync(join(src, file), "utf8");
      return {
        path: file,
        room: file.split("/")[0] as string,
        text,
        code: text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1"),
        lines: text.split("\n").length,
        imports: [...text.matchAll(/^\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"/gm)].map(
          (m) => m[1] as string,
        ),
      };
    });
}

const sources = read();
const production = sources.filter((source) => !/(^|\/)testing\.ts$/.test(source.path));

/** Every place where a pattern stands in code, as `file:line`. */
function places(pattern: RegExp, where: (source: Source) => boolean = () => true): string[] {
  return sources
    .filter(where)
    .flatMap((source) =>
      source.code
        .split("\n")
        .flatMap((line, at) =>
          pattern.test(line) ? [`${source.path}:${at + 1} ${line.trim().slice(0, 100)}`] : [],
        ),
    );
}

function target(source: Source, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  return relative(src, resolve(src, dirname(source.path), specifier)).replace(/\.js$/, ".ts");
}

describe("floors", () => {
  test("every folder of src is a room of the design", () => {
    const found = new Set(sources.filter((s) => s.path.includes("/")).map((s) => s.room));
    expect(
      [...found].filter((room) => !rooms.includes(room)),
      "move it into a room, or add the room to the design",
    ).toEqual([]);
  });

  test("a room imports only from rooms below it, through their index", () => {
    const wrong = sources.flatMap((source) =>
      source.imports.flatMap((specifier) => {
        const to = target(source, specifier);
        if (to === null) return [];
        const room = to.split("/")[0] as string;
        if (room === source.room) return [];
        const below = rooms.indexOf(room) < rooms.indexOf(source.room);
        const door =
          source.room === "model"
            ? to === "base/pure.ts"
            : source.room === "web"
              ? to === "model/index.ts" || to === "base/pure.ts" || to === "api/types.ts"
              : to === `${room}/index.ts` ||
                to === "base/pure.ts" ||
                // Commands that ask a running center load nothing that a center is made of.
                (source.room === "cli" && to === "api/action-routes.ts") ||
                /\/testing\.ts$/.test(to);
        return below && door ? [] : [`${source.path} imports ${to}`];
      }),
    );
    expect(wrong, "import downwards only, through the other room's index.ts").toEqual([]);
  });

  test("no file is part of a circle of imports", () => {
    const graph = new Map(
      sources.map((s) => [s.path, s.imports.map((i) => target(s, i)).filter((t): t is string => t !== null)]),
    );
    const state = new Map<string, "open" | "done">();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === "done") return;
      if (state.get(path) === "open") {
        circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
        return;
      }
      state.set(path, "open");
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      state.set(path, "done");
    };
    for (const path of graph.keys()) visit(path, []);
    expect(circles, "move what both need into a file below them").toEqual([]);
  });
});

describe("one gate per danger", () => {
  const bans: readonly [string, RegExp, (s: Source) => boolean, string][] = [
    [
      "the clock",
      /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/,
      // The event engine's child must load alone, wherever its file is put.
      (s) => !["base/clock.ts", "store/events/chdb-child.ts"].includes(s.path) && s.room !== "web",
      "take a Clock",
    ],
    [
      "the environment",
      /\bprocess\.env\b/,
      (s) => s.path !== "base/environment.ts",
      "add the variable to base/environment.ts",
    ],
    [
      "regular expressions from outside",
      /\bnew RegExp\(|\bRE2JS\b/,
      (s) => s.path !== "base/regexp.ts",
      "use linearRegExp from base",
    ],
    [
      "evaluation",
      /\beval\(|\bnew Function\(|\bdangerouslySetInnerHTML\b/,
      () => true,
      "there is no case for it",
    ],
    [
      "the order of TLP",
      /tlpLabels\s*\.\s*(indexOf|findIndex|lastIndexOf)/,
      (s) => !s.path.startsWith("share/gate"),
      "ask share/gate",
    ],
    [
      "outgoing connections",
      /\bfetch\(|\bundici\b|https?\.request\(/,
      (s) => s.room !== "web" && s.path !== "base/http-client.ts" && s.room !== "cli",
      "use the one outgoing client of base",
    ],
  ];
  test.each(bans)("%s", (_name, pattern, where, instead) => {
    expect(places(pattern, where), instead).toEqual([]);
  });
});

describe("habits", () => {
  test("nothing silences the compiler or the linter, nothing is left for later", () => {
    const wrong = sources.flatMap((s) =>
      /@ts-(ignore|expect-error|nocheck)|biome-ignore|\bas any\b|:\s*any\b|\b(TODO|FIXME|XXX)\b/.test(s.text)
        ? [s.path]
        : [],
    );
    expect(wrong, "mend the cause").toEqual([]);
  });

  test("no enum, namespace or default export", () => {
    expect(
      places(/^\s*(export\s+)?(const\s+)?enum\s|^\s*(export\s+)?namespace\s|^export default/),
      "use unions, modules and names",
    ).toEqual([]);
  });

  test("files are kebab-case and named after what is in them", () => {
    const wrong = sources
      .map((s) => s.path)
      .filter((path) => {
        const name =
          path
            .split("/")
            .at(-1)
            ?.replace(/(\.d)?\.tsx?$/, "") ?? "";
        return (
          !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ||
          /^(utils?|helpers?|common|misc|.*-(manager|service|utils?|helpers?|impl))$/.test(name)
        );
      });
    expect(wrong, "a noun that says what the file holds").toEqual([]);
  });

  test("every file says first what it is", () => {
    const wrong = sources
      .filter((s) => !/^(#!.*\n)?(\/\*\*|\/\/)/.test(s.text) && !/\/index\.ts$/.test(s.path))
      .map((s) => s.path);
    expect(wrong, "open with two to eight sentences: what, why, what must stay true").toEqual([]);
  });

  test("files are small", () => {
    const sizes = production.map((s) => s.lines).sort((a, b) => a - b);
    const long = production
      .filter((s) => s.lines > 400 && longFiles[s.path] === undefined)
      .map((s) => `${s.lines} ${s.path}`);
    expect(long, "split it by job, or say in longFiles why not").toEqual([]);
    expect(sizes[Math.floor(sizes.length / 2)], "the median file has grown: split").toBeLessThanOrEqual(110);
    expect(
      sizes[Math.floor(sizes.length * 0.9)],
      "the ninetieth percentile has grown: split",
    ).toBeLessThanOrEqual(270);
  });

  test("generated indexes are what their folders hold", () => {
    expect(() =>
      execFileSync(process.execPath, ["tools/generate.mjs", "--check"], { cwd: root }),
    ).not.toThrow();
  });
});
