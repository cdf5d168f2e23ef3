/**
 * Argus flows as comma-separated text (`ra -c,`, the .binetflow files of the CTU data sets): columns by their
 * header line, any of them may be missing or in another order. Ports may be hexadecimal, addresses of layer 2
 * stand for ARP and the like. https://openargus.org/using-argus
 */
import type { Carried } from "../../model/index.js";
import type { Format } from "../format.js";
import { intakeProblem } from "../problems.js";
import { endpoint } from "../record-fields.js";
import { parseTime } from "../time.js";

export interface ArgusHead {
  readonly columns: readonly string[];
  /** Where in the columns these stand, -1 where they do not. */
  readonly time: number;
  readonly proto: number;
  readonly source: readonly [number, number];
  readonly destination: readonly [number, number];
}

const numbers = new Set(
  "dur stos dtos totpkts totbytes srcbytes srcpkts dstbytes dstpkts rate load".split(" "),
);

function headOf(line: string): ArgusHead {
  const columns = line.split(",").map((name) => name.trim());
  const lower = columns.map((name) => name.toLowerCase());
  const at = (...names: readonly string[]) => lower.findIndex((name) => names.includes(name));
  return {
    columns,
    time: at("starttime", "stime"),
    proto: at("proto"),
    source: [at("srcaddr", "saddr"), at("sport")],
    destination: [at("dstaddr", "daddr"), at("dport")],
  };
}

export const argus = {
  id: "argus",
  title: "Argus flows, CSV",
  framing: "lines",
  headStarts: ["StartTime,", "stime,", "#"],
  sniff({ lines, fileName }) {
    if (lines.some((line) => /^(?:StartTime|stime),.*\b(?:SrcAddr|saddr)\b/i.test(line))) return 0.97;
    return fileName.endsWith(".binetflow") ? 0.7 : 0;
  },
  head(line, head) {
    if (line.startsWith("#")) return head ?? headOf("");
    return /^(?:StartTime|stime),/.test(line) ? headOf(line) : undefined;
  },
  read(record, _origin, head) {
    if (head === null || head.columns.length < 2)
      return intakeProblem("header-missing", "There is no line with StartTime, SrcAddr … above this record.");
    const cells = record.split(",");
    if (cells.length > head.columns.length || cells.length < head.columns.length - 1)
      return intakeProblem(
        "columns-mismatch",
        `The record has ${cells.length} columns, its header ${head.columns.length}.`,
      );
    const native: Record<string, unknown> = {};
    const carried: Carried[] = [];
    for (const [at, raw] of cells.entries()) {
      const text = raw.trim();
      if (text === "") continue;
      const name = head.columns[at] as string;
      const number = numbers.has(name.toLowerCase()) ? Number(text) : Number.NaN;
      native[name] = Number.isNaN(number) ? text : number;
      if (at === head.source[0] || at === head.destination[0])
        carried.push({ field: name, meaning: "address", text });
    }
    const cell = (at: number) => (at < 0 ? "" : (cells[at] ?? "").trim());
    return {
      timeUs: parseTime(cell(head.time)),
      log: "argus",
      source: endpoint(cell(head.source[0]), cell(head.source[1])),
      destination: endpoint(cell(head.destination[0]), cell(head.destination[1])),
      protocol: cell(head.proto).toLowerCase(),
      service: "",
      action: "",
      carried,
      native,
    };
  },
} satisfies Format<ArgusHead>;
