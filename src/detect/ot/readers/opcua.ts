/**
 * OPC UA binary as ICSNPP logs it: `opcua_binary` has one record an exchange (in early versions one a message); some thirty
 * logs tell its parts, linked by ids. Here each is read by itself: `opcua_binary_write` and `_read_nodes_to_read` add which
 * nodes; values stand in logs of their own, joined by `opcua-joiner.ts`. https://github.com/cisagov/icsnpp-opcua-binary
 */
import type { OtKind } from "../../../model/index.js";
import type { About } from "../../behaviour/facts/about.js";
import { type Native, textAt } from "../../behaviour/facts/native-fields.js";
import type { OtMessage } from "../message.js";
import type { OtReader } from "../reader.js";
import { isFromResponder, messageOf, noPoints } from "../record-ends.js";

/** By request, without that word (OPC 10000-4). */
const services: ReadonlyMap<string, OtKind> = new Map([
  ["FindServers", "identify"],
  ["FindServersOnNetwork", "identify"],
  ["GetEndpoints", "identify"],
  ["RegisterServer", "session"],
  ["RegisterServer2", "session"],
  ["OpenSecureChannel", "session"],
  ["CloseSecureChannel", "session"],
  ["CreateSession", "session"],
  ["ActivateSession", "session"],
  ["CloseSession", "session"],
  ["Cancel", "session"],
  ["AddNodes", "write"],
  ["AddReferences", "write"],
  ["DeleteNodes", "delete"],
  ["DeleteReferences", "delete"],
  ["Browse", "list"],
  ["BrowseNext", "list"],
  ["TranslateBrowsePathsToNodeIds", "list"],
  ["RegisterNodes", "session"],
  ["UnregisterNodes", "session"],
  ["QueryFirst", "list"],
  ["QueryNext", "list"],
  ["Read", "read"],
  ["HistoryRead", "read"],
  ["Write", "write"],
  ["HistoryUpdate", "write"],
  ["Call", "operate"],
  ["CreateMonitoredItems", "subscribe"],
  ["ModifyMonitoredItems", "subscribe"],
  ["SetMonitoringMode", "subscribe"],
  ["SetTriggering", "subscribe"],
  ["DeleteMonitoredItems", "subscribe"],
  ["CreateSubscription", "subscribe"],
  ["ModifySubscription", "subscribe"],
  ["SetPublishingMode", "subscribe"],
  ["Publish", "subscribe"],
  ["Republish", "subscribe"],
  ["TransferSubscriptions", "subscribe"],
  ["DeleteSubscriptions", "subscribe"],
]);

const base = (name: string): string => name.replace(/(?:Request|Response)$/, "");

function plain(about: About): OtMessage | null {
  const { native } = about;
  const asked = textAt(native, "req_identifier_str");
  const answered = textAt(native, "res_identifier_str");
  const early = textAt(native, "identifier_str");
  const type = textAt(native, "msg_type");
  const name = asked || answered || early;
  if (name === "" && type === "") return null;
  const isAnswer = asked === "" && name.endsWith("Response");
  const error = textAt(native, "reason", "error");
  if (name === "")
    return messageOf(about, {
      protocol: "opcua",
      turned: type === "ACK" || type === "ERR",
      isRequest: type !== "ACK" && type !== "ERR",
      kind: "session",
      function: type,
      error: type === "ERR" ? error || "ERR" : "",
    });
  const service = base(name);
  const isFault = answered === "ServiceFault";
  return messageOf(about, {
    protocol: "opcua",
    turned: isAnswer || service === "ServiceFault",
    isRequest: !isAnswer && service !== "ServiceFault",
    kind: service === "ServiceFault" ? "reply" : (services.get(service) ?? "unknown"),
    // Both sides of an exchange count for the request.
    function: service === "ServiceFault" ? name : `${service}Request`,
    error: isFault || service === "ServiceFault" ? "ServiceFault" : "",
  });
}

/** `ns=1;s=the.answer`, as people write it. */
export function nodeOf(native: Native, prefix: string): string {
  const at = (end: string) => textAt(native, `${prefix}_${end}`);
  const space = at("namespace_idx");
  const id = (["numeric", "string", "guid", "opaque"] as const)
    .map((form) => [form === "numeric" ? "i" : form === "opaque" ? "b" : form[0], at(form)] as const)
    .find(([, text]) => text !== "");
  if (id === undefined) return "";
  return `${space === "" || space === "0" ? "" : `ns=${space};`}${id[0]}=${id[1]}`;
}

function nodes(about: About, service: string, kind: OtKind, prefix: string): OtMessage | null {
  const { native } = about;
  const turned = isFromResponder(native);
  const node = turned ? "" : nodeOf(native, prefix);
  const attribute = textAt(native, "attribute_id_str");
  return messageOf(about, {
    protocol: "opcua",
    turned,
    isRequest: !turned,
    kind,
    function: `${service}Request`,
    points:
      node === ""
        ? noPoints
        : [{ point: attribute === "" || attribute === "Value" ? node : `${node} ${attribute}`, value: null }],
    counts: false,
  });
}

/** Who a client says it is; passwords in the record are read by nobody here. */
function activated(about: About): OtMessage {
  const turned = isFromResponder(about.native);
  return messageOf(about, {
    protocol: "opcua",
    turned,
    isRequest: !turned,
    kind: "session",
    function: "ActivateSessionRequest",
    counts: false,
  });
}

function described(about: About): OtMessage {
  const { native } = about;
  return messageOf(about, {
    protocol: "opcua",
    turned: isFromResponder(native),
    isRequest: false,
    kind: "reply",
    function: "GetEndpointsRequest",
    identity: {
      vendor: "",
      product: textAt(native, "product_uri"),
      firmware: "",
      serial: "",
      name: textAt(native, "text", "application_uri"),
    },
    counts: false,
  });
}

/** A value on its way to a node: the joiner reads it. */
const variant = (about: About): OtMessage =>
  messageOf(about, {
    protocol: "opcua",
    turned: isFromResponder(about.native),
    isRequest: false,
    kind: "reply",
    function: "Variant",
    counts: false,
  });

/** A result that is not good, whatever it is of. */
function status(about: About): OtMessage | null {
  const { native } = about;
  const severity = textAt(native, "severity_str");
  if (!severity.endsWith("Bad")) return null;
  return messageOf(about, {
    protocol: "opcua",
    turned: isFromResponder(native),
    isRequest: false,
    kind: "reply",
    function: textAt(native, "source_str") || "StatusCode",
    error: textAt(native, "sub_code_str", "status_code"),
    counts: true,
  });
}

export const opcua = {
  logs: [
    "zeek-opcua_binary",
    "zeek-opcua_binary_write",
    "zeek-opcua_binary_read_nodes_to_read",
    "zeek-opcua_binary_activate_session",
    "zeek-opcua_binary_get_endpoints_description",
    "zeek-opcua_binary_create_session_endpoints",
    "zeek-opcua_binary_status_code_detail",
    "zeek-opcua_binary_variant_metadata",
    "zeek-opcua_binary_variant_data",
  ],
  read(about) {
    switch (about.log) {
      case "zeek-opcua_binary":
        return plain(about);
      case "zeek-opcua_binary_write":
        return nodes(about, "Write", "write", "node_id");
      case "zeek-opcua_binary_read_nodes_to_read":
        return nodes(about, "Read", "read", "node_id");
      case "zeek-opcua_binary_activate_session":
        return activated(about);
      case "zeek-opcua_binary_status_code_detail":
        return status(about);
      case "zeek-opcua_binary_variant_metadata":
      case "zeek-opcua_binary_variant_data":
        return variant(about);
      default:
        return described(about);
    }
  },
} satisfies OtReader;
