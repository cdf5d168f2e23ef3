/**
 * What shippers ask an Elasticsearch before and beside sending: version, license, health, and whether templates,
 * policies, pipelines and data streams are there. All of them are "there", so that nothing is set up; what is put
 * all the same is acknowledged and dropped, as Breakwater has no mappings.
 *
 * Filebeat: `GET /`, `GET /_license`, `GET /_ilm/policy/X`, `HEAD|GET|PUT /_index_template/X`, `GET|PUT
 * /_data_stream/X`, `GET /_ingest/pipeline/X`, `GET /_nodes/ingest`. Logstash: `HEAD|GET /`, `GET /_license`,
 * `GET /_xpack`, `HEAD|PUT /_index_template/X`, `HEAD /_ilm/policy/X`, `HEAD|PUT /ALIAS`. Vector: `GET /`,
 * `GET /_cluster/health`. rsyslog: `HEAD|GET /_cat/health`. Fluent Bit and syslog-ng ask nothing.
 */

/** What is said where the shipper doesn't name its own: the last minor of the release that all of them speak. */
const versionTold = "8.19.0";

/**
 * Beats refuse an Elasticsearch older than themselves, so each gets its own version. Their name and version stand in
 * the header as `Elastic-Filebeat/8.15.2 (…)` or `Filebeat/7.17.9 (…)`.
 */
function versionFor(userAgent: string): string {
  const beat = /^(?:Elastic-)?[A-Z][a-z]{2,20}beat\/(\d{1,2}\.\d{1,3}\.\d{1,3})\b/.exec(userAgent);
  return beat?.[1] ?? versionTold;
}

const cluster = { cluster_name: "breakwater", cluster_uuid: "YnJlYWt3YXRlci1jZW50ZX" } as const;

/** The name at a path's end, at most as long as it may be. */
const lastOf = (path: string): string => (path.split("/").at(-1) ?? "").slice(0, 255);

type Reply = (path: string, userAgent: string) => unknown;

const root: Reply = (_path, userAgent) => ({
  name: "breakwater",
  ...cluster,
  version: {
    number: versionFor(userAgent),
    build_flavor: "default",
    build_type: "tar",
    build_snapshot: false,
    lucene_version: "9.12.0",
    minimum_wire_compatibility_version: "7.17.0",
    minimum_index_compatibility_version: "7.0.0",
  },
  tagline: "You Know, for Search",
});

const license = {
  status: "active",
  uid: "00000000-0000-0000-0000-000000000000",
  type: "basic",
  mode: "basic",
};

const replies: readonly (readonly [RegExp, Reply])[] = [
  [/^\/$/, root],
  [/^\/_license$/, () => ({ license: { ...license, issuer: "breakwater", max_nodes: 1 } })],
  [/^\/_xpack$/, () => ({ license, features: { ilm: { available: true, enabled: true } } })],
  [
    /^\/_cluster\/health$/,
    () => ({ cluster_name: cluster.cluster_name, status: "green", timed_out: false, number_of_nodes: 1 }),
  ],
  [/^\/_nodes(?:\/|$)/, () => ({ _nodes: { total: 0, successful: 0, failed: 0 }, ...cluster, nodes: {} })],
  [/^\/_ilm\/policy\//, (path) => ({ [lastOf(path)]: { version: 1, policy: { phases: {} } } })],
  [
    /^\/_(?:index|component)_template\//,
    (path) => ({
      index_templates: [
        { name: lastOf(path), index_template: { index_patterns: [lastOf(path)], version: 1 } },
      ],
    }),
  ],
  [/^\/_template\//, (path) => ({ [lastOf(path)]: { order: 0, index_patterns: [lastOf(path)] } })],
  [
    /^\/_data_stream\//,
    (path) => ({
      data_streams: [{ name: lastOf(path), status: "GREEN", template: lastOf(path), indices: [] }],
    }),
  ],
  [/^\/_ingest\/pipeline\//, (path) => ({ [lastOf(path)]: { processors: [] } })],
  [/^\/_alias\//, (path) => ({ [lastOf(path)]: { aliases: {} } })],
  [/^\/[^_/][^/]*$/, (path) => ({ [lastOf(path)]: { aliases: {}, mappings: {}, settings: {} } })],
];

export interface LookUp {
  readonly type: "application/json" | "text/plain; charset=UTF-8";
  readonly body: string;
}

const asJson = (content: unknown): LookUp => ({ type: "application/json", body: JSON.stringify(content) });

/** The answer to a look-up or a set-up request; null where this is none. `path` without the door's prefix. */
export function lookUp(method: string, path: string, userAgent: string): LookUp | null {
  if (path === "/_cat/health")
    return method === "GET" || method === "HEAD"
      ? { type: "text/plain; charset=UTF-8", body: "0 00:00:00 breakwater green 1 1 0 0 0 0 0 0 - 100.0%\n" }
      : null;
  const reply = replies.find(([pattern]) => pattern.test(path))?.[1];
  if (reply === undefined) return null;
  if (method === "GET" || method === "HEAD") return asJson(reply(path, userAgent));
  const isSetUp = (method === "PUT" || method === "POST") && /^\/[^/]+\/|^\/[^_/]/.test(path);
  return isSetUp ? asJson({ acknowledged: true, shards_acknowledged: true, index: lastOf(path) }) : null;
}
