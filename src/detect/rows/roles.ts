/**
 * The fields that have a place of their own in a row, by number and path. The kernel knows them by these numbers
 * (`assembly/rows-fields.ts` and `rows-event.ts`). A path is a list of keys; where a format may write it in several
 * ways, each way is a role of its own, since a record that uses two of them is read by its format.
 */

/** A role's number, the keys of its path, and whether it is an end of the event, which stands in no list. */
export type Role = readonly [number: number, path: readonly string[], isEnd?: boolean];

const userFields = ["user", "username", "user_name", "srcuser", "suser", "duser", "dstuser", "account"];
const messageFields = ["message", "msg", "alert.signature", "note", "signature", "reason"];

/** User and message, in the order in which `row-of-event.ts` of the event store asks for them. */
const words: readonly Role[] = [
  ...userFields.map((name, at): Role => [40 + at, [name]]),
  ...messageFields.map((name, at): Role => [48 + at, [name]]),
  [54, ["alert", "signature"]],
];

export const eveRoles: readonly Role[] = [
  [1, ["timestamp"]],
  [2, ["src_ip"], true],
  [3, ["src_port"]],
  [4, ["dest_ip"], true],
  [5, ["dest_port"]],
  [14, ["proto"]],
  [15, ["app_proto"]],
  [16, ["event_type"]],
  [28, ["verdict", "action"]],
  [29, ["alert", "action"]],
  [30, ["http", "http_method"]],
  [31, ["http", "hostname"]],
  [32, ["http", "url"]],
  [33, ["http", "http_port"]],
  [34, ["flow", "dest_port"]],
  [35, ["direction"]],
  [36, ["http", "request_headers"]],
  [37, ["http", "response_headers"]],
  ...words,
];

/** The two ends in one of Zeek's writings, from number `from`. */
function ends(from: number, path: (name: string) => readonly string[]): readonly Role[] {
  return [
    [from, path("orig_h"), true],
    [from + 1, path("orig_p")],
    [from + 2, path("resp_h"), true],
    [from + 3, path("resp_p")],
  ];
}

export const zeekRoles: readonly Role[] = [
  [1, ["ts"]],
  [18, ["t"]],
  [19, ["@timestamp"]],
  [20, ["timestamp"]],
  ...ends(2, (name) => [`id.${name}`]),
  ...ends(6, (name) => ["id", name]),
  ...ends(10, (name) => [`id_${name}`]),
  [14, ["proto"]],
  [15, ["service"]],
  [16, ["_path"]],
  [17, ["@stream"]],
  [21, ["id"]],
  [22, ["source_h"]],
  [23, ["src"]],
  [24, ["source_p"]],
  [25, ["destination_h"]],
  [26, ["dst"]],
  [27, ["destination_p"]],
  [28, ["auth_success"]],
  [29, ["success"]],
  [30, ["method"]],
  [31, ["host"]],
  [32, ["uri"]],
  ...words,
];

/** Readings by number, as `assembly/rows-values.ts` has them; 99 is left to the format. */
export const readingNumbers = {
  address: 1,
  domain: 2,
  host: 3,
  url: 4,
  hash: 5,
  email: 6,
  ja3: 7,
  ja3s: 7,
  ja4: 8,
  dn: 9,
  mails: 10,
  forwarded: 11,
  fingerprint: 12,
  name: 13,
  principal: 14,
  unc: 15,
  sip: 99,
  any: 99,
} as const;
