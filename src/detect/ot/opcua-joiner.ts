/**
 * Values written by OPC UA: ICSNPP has the node in `opcua_binary_write`, what kind of value it is in
 * `opcua_binary_variant_metadata`, and the value in `opcua_binary_variant_data`, linked by ids. The three come in any order
 * within seconds, as Zeek writes each log by itself; what is not whole within a minute is left.
 * Bound: 512 of each, some 300 KB.
 */
import type { Fact } from "../behaviour/fact.js";
import { type Native, textAt } from "../behaviour/facts/native-fields.js";
import { KeptMap } from "../behaviour/sketches/kept-map.js";
import { minuteUs } from "../behaviour/state.js";
import type { OtPoint } from "./message.js";
import { shortened } from "./record-ends.js";
import { askerOf, assetOf } from "./relation.js";

const openMax = 512;
const openUs = minuteUs;

export interface JoinedWrite {
  readonly from: string;
  readonly to: string;
  readonly point: OtPoint;
}

interface Open {
  readonly timeUs: number;
  /** What the link of this record leads to: a node, the next link, or a value. */
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly value: number | null;
}

const log = "zeek-opcua_binary_";

/** The names of links differ by version and part; their ends do not. */
function linkAt(native: Native, end: string): string {
  for (const key of Object.keys(native)) if (key.endsWith(end)) return shortened(textAt(native, key));
  return "";
}

const valueKeys = [
  "variant_data_value_decimal",
  "variant_data_value_signed_numeric",
  "variant_data_value_unsigned_numeric",
] as const;

function valueIn(native: Native): number | null {
  for (const key of valueKeys) {
    const value = native[key];
    const number = typeof value === "string" && value !== "" ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number)) return number;
  }
  return null;
}

export class OpcuaJoiner {
  /** Nodes by the link to their metadata, metadata's data links by the same, values by the data link. */
  readonly #nodes: KeptMap<Open>;
  readonly #metadata: KeptMap<Open>;
  readonly #sources: KeptMap<Open>;
  readonly #values: KeptMap<Open>;

  constructor(saved: unknown = null) {
    const parts = (saved ?? {}) as Readonly<Record<string, unknown>>;
    const open = (part: unknown) => KeptMap.open<Open>(openMax, part, (one) => structuredClone(one) as Open);
    this.#nodes = open(parts["nodes"]);
    this.#metadata = open(parts["metadata"]);
    this.#sources = open(parts["sources"]);
    this.#values = open(parts["values"]);
  }

  /** The write that this record makes whole; null where it makes none. */
  see(fact: Fact): JoinedWrite | null {
    const { ot, native, timeUs } = fact;
    if (ot === null || !fact.log.startsWith(log)) return null;
    const none = { timeUs, from: askerOf(ot), to: assetOf(ot), text: "", value: null };
    switch (fact.log.slice(log.length)) {
      case "write": {
        const link = linkAt(native, "variant_metadata_link_id");
        const [point] = ot.points;
        if (link === "" || point === undefined) return null;
        this.#nodes.set(link, { ...none, text: point.point });
        return this.#join(link, timeUs);
      }
      case "variant_metadata": {
        const link = shortened(textAt(native, "variant_source_data_link_id"));
        const data = shortened(textAt(native, "variant_data_link_id"));
        if (link === "" || data === "") return null;
        this.#metadata.set(link, { ...none, text: data });
        this.#sources.set(data, { ...none, text: link });
        return this.#join(link, timeUs);
      }
      case "variant_data": {
        const data = shortened(textAt(native, "variant_data_link_id"));
        if (data === "") return null;
        this.#values.set(data, { ...none, value: valueIn(native) });
        const source = this.#sources.get(data);
        return source === undefined ? null : this.#join(source.text, timeUs);
      }
      default:
        return null;
    }
  }

  save(): unknown {
    const save = (map: KeptMap<Open>) => map.save((one) => structuredClone(one));
    return {
      nodes: save(this.#nodes),
      metadata: save(this.#metadata),
      sources: save(this.#sources),
      values: save(this.#values),
    };
  }

  #join(link: string, timeUs: number): JoinedWrite | null {
    const node = this.#nodes.get(link);
    const metadata = this.#metadata.get(link);
    const value = metadata === undefined ? undefined : this.#values.get(metadata.text);
    if (node === undefined || metadata === undefined || value === undefined) return null;
    this.#nodes.delete(link);
    this.#metadata.delete(link);
    this.#sources.delete(metadata.text);
    this.#values.delete(metadata.text);
    if (Math.min(node.timeUs, metadata.timeUs, value.timeUs) < timeUs - openUs) return null;
    return { from: node.from, to: node.to, point: { point: node.text, value: value.value } };
  }
}
