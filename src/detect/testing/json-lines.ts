/**
 * Records of EVE and of Zeek in JSON, hostile in every way that can be thought of: fields of the whole table,
 * nested, dotted and with underscores, in lists and lists of lists, under wrong parents, under names that end
 * like wanted ones; records in records; in an order of their own.
 */
import type { Draw } from "../../base/index.js";
import { type Field, fieldText, junk, plainText } from "./field-texts.js";
import {
  drawLayout,
  type Json,
  type JsonPairs,
  list,
  object,
  oddValues,
  place,
  raw,
  text,
  writeJson,
} from "./json-writing.js";
import type { World } from "./worlds.js";

/** A value for a field: mostly a text, also lists of them, and what is no text. */
function fieldValue(draw: Draw, world: World, reading: string): Json {
  const one = () => (draw.chance(94) ? text(fieldText(draw, world, reading)) : draw.pick(oddValues));
  if (draw.chance(80)) return one();
  const items = Array.from({ length: draw.below(5) }, one);
  return draw.chance(85) ? list(items) : list([...items, list([one()]), object([["ip", one()]])]);
}

/** The path as the record has it: nested, as one dotted key, with underscores, or in a wrong place. */
function pathOf(draw: Draw, path: string): string[] {
  const names = path.split(".");
  if (draw.chance(72)) return names;
  return draw.pick([
    [path],
    [path.replaceAll(".", "_")],
    names.slice(1).length > 0 ? names.slice(1) : names,
    ["metadata", ...names],
    [...names, "name"],
    names.map((name) => name.toUpperCase()),
    [...names.slice(0, -1), `x${names.at(-1) ?? ""}`],
    [...names.slice(0, -1), `my_${names.at(-1) ?? ""}`],
    [...names.slice(0, -1), `${names.at(-1) ?? ""}x`],
    [...names.slice(0, -1), `${names.at(-1) ?? ""} `],
    [...names.slice(0, -1), `\u0000${names.at(-1) ?? ""}`],
    [...names.slice(0, -1), "__proto__"],
    [`${names[0] ?? ""}`, ...names],
    ["", ...names],
  ]);
}

function addNoise(draw: Draw, world: World, record: JsonPairs): void {
  const count = draw.below(5);
  for (let at = 0; at < count; at++) {
    const value = plainText(draw, world, draw.pick(["address", "domain", "url", "host"]));
    const pair: readonly [string, Json] = draw.pick([
      ["payload_printable", text(`{"src_ip":"${value}","dns":{"rrname":"${value}"}}`)],
      ["msg", text(`"src_ip":"${value}`)],
      ["x", text("src_ip")],
      ["y", text(value)],
      [value, text(value)],
      ["flow_id", raw(String(draw.next()))],
      [
        "stats",
        object([
          ["uptime", raw("1")],
          ["src_ip", text(value)],
          ["hostname", text(value)],
        ]),
      ],
      ["list", list([text(value), text(value), list([text(value)])])],
      ["packet", text("QUJD".repeat(draw.below(60)))],
      [
        "metadata",
        object([
          ["host", list([text(value)])],
          ["tls", object([["sni", text(value)]])],
        ]),
      ],
      ["", text(value)],
      ["note", text(draw.pick(junk))],
      ["a\\", text(`\\${value}\\`)],
    ]);
    record.pairs.push(pair);
  }
  if (draw.chance(0.5))
    record.pairs.push(["deep", raw("[".repeat(draw.between(58, 66)) + "]".repeat(draw.between(58, 66)))]);
}

function addFields(
  draw: Draw,
  world: World,
  record: JsonPairs,
  fields: readonly Field[],
  most: number,
): void {
  for (let count = draw.between(0, most); count > 0; count--) {
    const { path, reading } = draw.pick(fields);
    place(draw, record, pathOf(draw, path), fieldValue(draw, world, reading));
  }
}

/** Some pairs twice, all in a new order. */
function mixed(draw: Draw, record: JsonPairs): JsonPairs {
  const pairs =
    draw.chance(15) && record.pairs.length > 0 ? [...record.pairs, draw.pick(record.pairs)] : record.pairs;
  return object(draw.chance(50) ? draw.shuffled(pairs) : [...pairs]);
}

const eveTypes = ["alert", "dns", "http", "tls", "flow", "fileinfo", "smtp", "Stats", "drop", "quic", "mdns"];
const times = [
  "2023-11-14T22:13:19.999999+0000",
  "2023-11-14T22:13:21Z",
  "2026-01-02T03:04:05.678901+0200",
  "soon",
  "",
];

function portOf(draw: Draw): Json {
  return draw.chance(90) ? raw(String(draw.pick([80, 443, 8080, 53, 0, 1024, 65536]))) : draw.pick(oddValues);
}

/** The parts of a web request as EVE and Zeek name them; the URL's parts are often a listed URL's. */
function webParts(
  draw: Draw,
  world: World,
): { readonly host: string; readonly target: string; readonly method: string } {
  const url = plainText(draw, world, "url");
  const match = /^[a-z]+:\/\/(?:[^/?#@]*@)?(\[[^\]]*\](?::\d+)?|[^/?#]*)(.*)$/i.exec(url);
  const host = match === null || draw.chance(12) ? plainText(draw, world, "host") : (match[1] as string);
  const rest = match === null ? url : (match[2] as string);
  const target = draw.chance(80)
    ? rest
    : draw.pick([url, host, `${host}:443`, "*", "", `//${host}${rest}`, rest.slice(1)]);
  return {
    host,
    target,
    method: draw.chance(85) ? "GET" : draw.pick(["CONNECT", "connect", "POST", "", "OPTIONS"]),
  };
}

function addWeb(
  draw: Draw,
  world: World,
  to: JsonPairs,
  names: { readonly host: string; readonly target: string; readonly method: string },
): void {
  const { host, target, method } = webParts(draw, world);
  const parts: (readonly [string, Json])[] = [
    [names.target, draw.chance(96) ? text(target) : draw.pick(oddValues)],
  ];
  if (draw.chance(85)) parts.push([names.host, draw.chance(96) ? text(host) : draw.pick(oddValues)]);
  if (draw.chance(8)) parts.push([names.host, text(plainText(draw, world, "host"))]);
  if (draw.chance(5)) parts.push([names.target, text(webParts(draw, world).target)]);
  if (draw.chance(70)) parts.push([names.method, text(method)]);
  to.pairs.push(...draw.shuffled(parts));
}

const headerNames = [
  "Host",
  "host",
  "Referer",
  "Origin",
  "Location",
  "X-Forwarded-For",
  "X-Real-IP",
  "True-Client-IP",
  "Cookie",
];

function headersOf(draw: Draw, world: World): Json {
  const header = () =>
    object(
      draw.shuffled([
        ["name", text(draw.pick(headerNames))],
        [
          "value",
          draw.chance(92)
            ? text(fieldText(draw, world, draw.pick(["host", "url", "forwarded"])))
            : draw.pick(oddValues),
        ],
      ] as const),
    );
  return list(
    Array.from({ length: draw.below(4) }, () => (draw.chance(95) ? header() : draw.pick(oddValues))),
  );
}

export function eveLine(draw: Draw, world: World, fields: readonly Field[]): string {
  const record = object();
  const { pairs } = record;
  const type = draw.pick(eveTypes);
  if (draw.chance(90)) pairs.push(["timestamp", text(draw.pick(times))]);
  if (draw.chance(98.5)) pairs.push(["event_type", draw.chance(98.5) ? text(type) : draw.pick(oddValues)]);
  if (draw.chance(2)) pairs.push(["event_type", text(draw.pick(["dns", "no type", ""]))]);
  if (draw.chance(85)) pairs.push(["src_ip", fieldValue(draw, world, "address")]);
  if (draw.chance(85)) pairs.push(["dest_ip", fieldValue(draw, world, "address")]);
  if (draw.chance(60)) pairs.push(["src_port", portOf(draw)], ["dest_port", portOf(draw)]);
  if (draw.chance(20)) pairs.push(["direction", text(draw.pick(["to_client", "to_server"]))]);
  if (draw.chance(15))
    pairs.push([
      "flow",
      object([
        ["dest_port", portOf(draw)],
        ["src_ip", text(plainText(draw, world, "address"))],
      ]),
    ]);
  if (draw.chance(35)) {
    const http = object();
    addWeb(draw, world, http, { host: "hostname", target: "url", method: "http_method" });
    if (draw.chance(25)) http.pairs.push(["http_port", portOf(draw)]);
    if (draw.chance(15))
      http.pairs.push([draw.pick(["request_headers", "response_headers"]), headersOf(draw, world)]);
    pairs.push(["http", draw.chance(95) ? http : list([http])]);
  }
  addFields(draw, world, record, fields, 5);
  addNoise(draw, world, record);
  return writeJson(draw, mixed(draw, record), drawLayout(draw));
}

/** `fieldsOf`: the rows of a log's table. */
export function zeekLine(
  draw: Draw,
  world: World,
  logs: readonly string[],
  fieldsOf: (log: string) => readonly Field[],
): string {
  const record = object();
  const { pairs } = record;
  const log = draw.pick(logs);
  if (draw.chance(80))
    pairs.push(["ts", draw.pick([raw("1700000000.5"), raw("1699999999"), text(draw.pick(times))])]);
  if (draw.chance(85))
    pairs.push([draw.chance(80) ? "_path" : "@stream", draw.chance(97) ? text(log) : draw.pick(oddValues)]);
  if (draw.chance(3)) pairs.push(["_path", text(draw.pick(logs))]);
  const [dot, nested] = [draw.pick([".", ".", "_"]), draw.chance(20)];
  if (draw.chance(80)) {
    const ends = ["orig_h", "resp_h"].map((end): readonly [string, Json] => [
      end,
      fieldValue(draw, world, "address"),
    ]);
    ends.push(["resp_p", portOf(draw)]);
    if (nested) pairs.push(["id", object(ends)]);
    else pairs.push(...ends.map(([end, value]) => [`id${dot}${end}`, value] as const));
  }
  if (log.includes("http") ? draw.chance(85) : draw.chance(5))
    addWeb(draw, world, record, { host: "host", target: "uri", method: "method" });
  addFields(draw, world, record, fieldsOf(log), 5);
  if (draw.chance(30)) {
    const end = draw.pick([
      "_h",
      "_ip",
      "_addr",
      "_address",
      "_url",
      "_uri",
      "_md5",
      "_domain",
      "_fqdn",
      "policy_uri",
    ]);
    const reading = /url|uri/.test(end)
      ? "url"
      : /md5/.test(end)
        ? "hash"
        : /dom|fq/.test(end)
          ? "domain"
          : "address";
    pairs.push([`${draw.pick(["x", "server", "a.b"])}${end}`, fieldValue(draw, world, reading)]);
  }
  addNoise(draw, world, record);
  return writeJson(draw, mixed(draw, record), drawLayout(draw));
}
