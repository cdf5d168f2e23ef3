/**
 * What Cisco's messages say, as a table: ids, a pattern with named groups, the action. `a` and `b` are endpoints
 * in Cisco's spelling (`outside:192.0.2.1/4242(user)`, `outside/192.0.2.1(4242)`, IPv6 too); which of them is
 * the source is the table's to know. Built connections name the outside first whatever the direction, so for an
 * outbound one the second is the source.
 * Specification: Cisco Secure Firewall ASA Series Syslog Messages, by number.
 */
import { parseAddress } from "../../base/index.js";
import type { Action } from "../../model/index.js";

interface Saying {
  readonly ids: readonly string[];
  readonly pattern: RegExp;
  readonly action?: Action;
  /** Which group is the source; `a` where left out; `high`: the message doesn't say, so the higher port's. */
  readonly source?: "a" | "b" | "high";
}

interface Understood {
  readonly action: Action;
  readonly protocol: string;
  readonly service: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Texts are cut here before the patterns see them; ASA's own limit is 1,024 (legacy) to 2,048. */
const textMax = 4096;

const sayings: readonly Saying[] = [
  {
    ids: ["106001"],
    action: "blocked",
    pattern: /^Inbound (?<protocol>TCP) connection denied from (?<a>\S+) to (?<b>\S+) flags/,
  },
  {
    ids: ["106002"],
    action: "blocked",
    pattern: /^(?<protocol>\w+) Connection denied by outbound list \S+ src (?<a>\S+(?: \d+)?) dest (?<b>\S+)/,
  },
  {
    ids: ["106006", "106007"],
    action: "blocked",
    pattern: /^Deny inbound (?<protocol>UDP) from (?<a>\S+) to (?<b>\S+)/,
  },
  {
    ids: ["106010", "106014", "106023"],
    action: "blocked",
    pattern:
      /^Deny (?:inbound )?(?:protocol )?(?<protocol>\S+) src (?<a>\S+)(?: \(\[[^\]]*\]\))? dst (?<b>\S+)/,
  },
  {
    ids: ["106015"],
    action: "blocked",
    pattern: /^Deny (?<protocol>TCP) \(no connection\) from (?<a>\S+) to (?<b>\S+)/,
  },
  {
    ids: ["106016", "106017", "106020", "106021", "106022"],
    action: "blocked",
    pattern: /^Deny (?:(?<protocol>TCP|UDP|ICMP|IP) )?.{0,80}? from \(?(?<a>[^\s()]+)\)? to (?<b>[^\s,]+)/i,
  },
  {
    ids: ["106100", "106102", "106103"],
    pattern:
      /^access-list (?<list>\S+) (?<verdict>denied|permitted|est-allowed) (?<protocol>\S+)(?: for user '?[^\s']*'?)? (?<a>\S+\/\S+\(\d+\))(?:\([^)]*\))? ?-> ?(?<b>\S+\/\S+\(\d+\))/,
  },
  {
    ids: ["302013", "302015", "302303"],
    action: "allowed",
    source: "b",
    pattern:
      /^Built outbound (?<protocol>TCP|UDP|SCTP|TCP state-bypass) connection (?<connection>\d+) for (?<a>\S+) \((?<anat>\S+?)\)(?:\([^)]*\))? to (?<b>\S+) \((?<bnat>\S+?)\)/,
  },
  {
    ids: ["302013", "302015", "302303"],
    action: "allowed",
    pattern:
      /^Built inbound (?<protocol>TCP|UDP|SCTP|TCP state-bypass) connection (?<connection>\d+) for (?<a>\S+) \((?<anat>\S+?)\)(?:\([^)]*\))? to (?<b>\S+) \((?<bnat>\S+?)\)/,
  },
  {
    ids: ["302014", "302016", "302304"],
    source: "high",
    pattern:
      /^Teardown (?<protocol>TCP|UDP|SCTP|TCP state-bypass) connection (?<connection>\d+) (?:for|from) (?<a>\S+) to (?<b>\S+) duration (?<duration>\S+) bytes (?<bytes>\d+)/,
  },
  {
    ids: ["302020", "302021"],
    action: "allowed",
    pattern:
      /^(?:Built|Teardown) (?:inbound |outbound )?(?<protocol>ICMP) connection (?:for )?faddr (?<a>\S+) gaddr (?<bnat>\S+) laddr (?<b>\S+)/,
  },
  {
    ids: ["305011", "305012"],
    pattern: /^(?:Built|Teardown) \w+ (?<protocol>\w+) translation from (?<a>\S+) to (?<anat>\S+)/,
  },
  {
    ids: ["305013", "305006", "305005"],
    action: "blocked",
    pattern:
      /(?:for|;) (?:connection for )?(?<protocol>tcp|udp|icmp) src (?<a>\S+)(?: \([^)]*\))? dst (?<b>\S+)/i,
  },
  {
    ids: ["313001", "313004", "313005"],
    action: "blocked",
    pattern: /^Denied (?<protocol>ICMP) type=\d+,? (?:code=\d+ )?from (?:laddr )?(?<a>[^\s,]+)/,
  },
  {
    ids: ["710001", "710002"],
    action: "allowed",
    pattern: /^(?<protocol>TCP|UDP) access (?:requested|permitted) from (?<a>\S+) to (?<b>\S+)/,
  },
  {
    ids: ["710003"],
    action: "blocked",
    pattern: /^(?<protocol>TCP|UDP) access denied by ACL from (?<a>\S+) to (?<b>\S+)/,
  },
  {
    ids: ["710004", "710005", "710006"],
    action: "blocked",
    pattern: /^(?<protocol>\w+) (?:connection limit exceeded|request discarded) from (?<a>\S+) to (?<b>\S+)/,
  },
  {
    ids: ["113004", "113012"],
    action: "succeeded",
    pattern:
      /^AAA user (?:authentication|authorization|accounting) Successful : (?:server = +(?<server>\S+) : |local database : )user = +(?<user>\S+)/i,
  },
  {
    ids: ["113005", "113014", "113015", "113016", "113017"],
    action: "failed",
    pattern:
      /^AAA (?:user authentication|user authorization|authentication server|credentials) (?:Rejected|not accessible)[ :]+(?:reason = (?<reason>.{0,80}?) : )?(?:server = +(?<server>\S+) : |local database : )?user = +(?<user>\S+)(?: : user IP = +(?<address>\S+))?/i,
  },
  {
    ids: ["113019", "113039", "722051", "722022", "722023", "722037", "716001", "716002"],
    pattern:
      /^Group [=<] ?(?<group>[^,>]{0,64})[,>]{1,2} ?User(?:name)? [=<] ?(?<user>[^,>]{0,128})[,>]{1,2} ?IP [=<] ?(?<address>[^,>\s]+)(?:.{0,40}IPv4 Address <(?<assigned>[^>\s]+)>)?/,
  },
  {
    ids: ["716039"],
    pattern:
      /^(?:Group <(?<group>[^>]{0,64})> )?User <(?<user>[^>]{0,128})> IP <(?<address>[^>\s]+)> Authentication: (?<verdict>rejected|successful)/i,
  },
  {
    ids: ["605004"],
    action: "failed",
    pattern: /^Login denied from (?<a>\S+) to (?<b>\S+) for user "(?<user>[^"]{0,128})"/,
  },
  {
    ids: ["605005"],
    action: "succeeded",
    pattern: /^Login permitted from (?<a>\S+) to (?<b>\S+) for user "(?<user>[^"]{0,128})"/,
  },
  {
    ids: ["611101"],
    action: "succeeded",
    pattern: /^User authentication succeeded: (?:IP address: (?<address>\S+), )?Uname: (?<user>\S+)/,
  },
  {
    ids: ["611102"],
    action: "failed",
    pattern: /^User authentication failed: (?:IP address: (?<address>\S+), )?Uname: (?<user>\S+)/,
  },
  {
    ids: ["733101"],
    action: "detected",
    pattern: /(?:Host|Object) (?<address>\S+) is (?:attacking|targeted)/,
  },
  { ids: ["733102"], action: "blocked", pattern: /Threat-detection adds host (?<address>\S+) to shun list/ },
  { ids: ["401004"], action: "blocked", pattern: /^Shunned packet: (?<a>\S+) ==> (?<b>\S+) on interface/ },
  {
    ids: ["338001", "338002", "338003", "338004"],
    action: "detected",
    pattern:
      /^Dynamic Filter (?:monitored|permitted) \w+ (?<protocol>TCP|UDP) traffic from (?<a>\S+) \((?<anat>\S+?)\) to (?<b>\S+) \((?<bnat>\S+?)\)/i,
  },
  {
    ids: ["338005", "338006", "338007", "338008"],
    action: "blocked",
    pattern:
      /^Dynamic Filter dropped \w+ (?<protocol>TCP|UDP) traffic from (?<a>\S+) \((?<anat>\S+?)\) to (?<b>\S+) \((?<bnat>\S+?)\)/i,
  },
  {
    ids: ["IPACCESSLOGP", "IPACCESSLOGDP"],
    pattern:
      /^list (?<list>\S+) (?<verdict>denied|permitted) (?<protocol>\S+) (?<a>\S+?\(\d+\)|\S+) (?:\([^)]*\) ?)?-> (?<b>[^\s,]+)/,
  },
  {
    ids: ["IPACCESSLOGS", "IPACCESSLOGNP"],
    pattern:
      /^list (?<list>\S+) (?<verdict>denied|permitted) (?:(?<protocol>\d+) )?(?<a>[^\s,]+)(?: -> (?<b>[^\s,]+))?/,
  },
  {
    ids: ["LOGIN_FAILED", "LOGIN_SUCCESS", "QUIET_MODE_ON"],
    pattern: /\[user: (?<user>[^\]]{0,128})\] \[Source: (?<address>[^\]\s]+)\]/,
  },
];

const byId = new Map<string, Saying[]>();
for (const one of sayings) for (const id of one.ids) byId.set(id, [...(byId.get(id) ?? []), one]);

/** What a message means by its id alone, where its text says no action. */
const actionsById: Readonly<Record<string, Action>> = {
  "733100": "detected",
  "113039": "succeeded",
  "722051": "succeeded",
  LOGIN_FAILED: "failed",
  LOGIN_SUCCESS: "succeeded",
};

const services: Readonly<Record<string, string>> = {
  ssh: "22",
  telnet: "23",
  https: "443",
  http: "80",
  snmp: "161",
};

/** `outside:192.0.2.1/4242(user)`, `outside/192.0.2.1(4242)`, `192.0.2.1/ssh`: the address and the port. */
function ciscoEndpoint(token: string): { readonly address: string; readonly port: string } {
  let text = token.replace(/,$/, "");
  let portText = "";
  const round = /^(.*?)\(([^()]*)\)(?:\(.*\))?$/.exec(text);
  if (round !== null) {
    text = round[1] as string;
    if (/^\d{1,5}$/.test(round[2] as string)) portText = round[2] as string;
  }
  const slash = text.lastIndexOf("/");
  if (slash >= 0 && portText === "") {
    portText = text.slice(slash + 1);
    text = text.slice(0, slash);
  } else if (slash >= 0) text = text.slice(slash + 1);
  if (parseAddress(text) === null) {
    const colon = text.indexOf(":");
    if (colon >= 0) text = text.slice(colon + 1);
  }
  return { address: text, port: services[portText] ?? portText };
}

function actionOf(saying: Saying, id: string, verdict: string | undefined): Action {
  if (verdict === undefined) return saying.action ?? actionsById[id] ?? "";
  if (/^(?:permitted|est-allowed)$/i.test(verdict)) return "allowed";
  if (/^successful$/i.test(verdict)) return "succeeded";
  return /^rejected$/i.test(verdict) ? "failed" : "blocked";
}

function fieldsOf(
  saying: Saying,
  groups: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const fields: Record<string, string> = {};
  const portOf = (token: string | undefined) => Number(ciscoEndpoint(token ?? "").port) || 0;
  const reversed =
    saying.source === "high" ? portOf(groups["b"]) > portOf(groups["a"]) : saying.source === "b";
  const [from, to] = reversed ? ["b", "a"] : ["a", "b"];
  const put = (name: string, token: string | undefined, withPort: boolean) => {
    if (token === undefined) return;
    const { address, port } = ciscoEndpoint(token);
    fields[name] = address;
    if (withPort && /^\d{1,5}$/.test(port)) fields[`${name}_port`] = port;
  };
  put("src", groups[from as string], true);
  put("dst", groups[to as string], true);
  put("src_nat", groups[`${from}nat`], true);
  put("dst_nat", groups[`${to}nat`], true);
  for (const name of [
    "list",
    "connection",
    "duration",
    "bytes",
    "user",
    "group",
    "reason",
    "server",
    "address",
    "assigned",
  ]) {
    const value = groups[name];
    if (value !== undefined && value !== "") fields[name] = value;
  }
  return fields;
}

/** What a message of this id says; an unknown id says nothing beyond its text. */
export function understandCisco(id: string, message: string): Understood {
  const text = message.slice(0, textMax);
  for (const saying of byId.get(id) ?? []) {
    const groups = saying.pattern.exec(text)?.groups;
    if (groups === undefined) continue;
    const fields = fieldsOf(saying, groups);
    const protocol = (groups["protocol"] ?? "").split(" ")[0] as string;
    const service = /^60500[45]$/.test(id) && fields["dst_port"] === "22" ? "ssh" : "";
    return { action: actionOf(saying, id, groups["verdict"]), protocol, service, fields };
  }
  return { action: actionsById[id] ?? "", protocol: "", service: "", fields: {} };
}
