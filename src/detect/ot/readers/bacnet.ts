/**
 * BACnet/IP as ICSNPP logs it: `bacnet` has one record a message; `bacnet_property`, `bacnet_discovery` and
 * `bacnet_device_control` tell the same again, with objects, values, identity and what was ordered.
 * Services: ANSI/ASHRAE 135, clauses 13 to 16. https://github.com/cisagov/icsnpp-bacnet
 */
import type { OtKind } from "../../../model/index.js";
import type { About } from "../../behaviour/facts/about.js";
import { textAt } from "../../behaviour/facts/native-fields.js";
import type { OtMessage } from "../message.js";
import type { OtReader } from "../reader.js";
import { isFromResponder, messageOf, noPoints } from "../record-ends.js";

const services: ReadonlyMap<string, OtKind> = new Map<string, OtKind>([
  ["acknowledge_alarm", "write"],
  ["confirmed_cov_notification", "notify"],
  ["confirmed_cov_notification_multiple", "notify"],
  ["confirmed_event_notification", "notify"],
  ["get_alarm_summary", "read"],
  ["get_enrollment_summary", "read"],
  ["get_event_information", "read"],
  ["subscribe_cov", "subscribe"],
  ["subscribe_cov_property", "subscribe"],
  ["subscribe_cov_property_multiple", "subscribe"],
  ["atomic_read_file", "file-read"],
  ["atomic_write_file", "file-write"],
  ["add_list_element", "write"],
  ["remove_list_element", "write"],
  ["create_object", "write"],
  ["delete_object", "delete"],
  ["read_property", "read"],
  ["read_property_conditional", "read"],
  ["read_property_multiple", "read"],
  ["read_range", "read"],
  ["write_property", "write"],
  ["write_property_multiple", "write"],
  ["write_group", "write"],
  ["device_communication_control", "control"],
  ["confirmed_private_transfer", "session"],
  ["unconfirmed_private_transfer", "session"],
  ["confirmed_text_message", "notify"],
  ["unconfirmed_text_message", "notify"],
  ["reinitialize_device", "restart"],
  ["reinitialized_device", "restart"],
  ["vt_open", "session"],
  ["vt_close", "session"],
  ["vt_data", "session"],
  ["authenticate", "session"],
  ["request_key", "session"],
  ["life_safety_operation", "operate"],
  ["audit_log_query", "read"],
  ["confirmed_audit_notification", "notify"],
  ["unconfirmed_audit_notification", "notify"],
  ["auth_request", "session"],
  ["i_am", "notify"],
  ["i_have", "notify"],
  ["who_is", "identify"],
  ["who_has", "list"],
  ["who_am_i", "notify"],
  ["you_are", "write"],
  ["unconfirmed_cov_notification", "notify"],
  ["unconfirmed_cov_notification_multiple", "notify"],
  ["unconfirmed_event_notification", "notify"],
  ["time_synchronization", "time"],
  ["utc_time_synchronization", "time"],
  ["reject", "reply"],
  ["abort", "reply"],
  // Of the network layer.
  ["who_is_router_to_network", "list"],
  ["i_am_router_to_network", "notify"],
  ["i_could_be_router_to_network", "notify"],
  ["reject_message_to_network", "notify"],
  ["router_busy_to_network", "notify"],
  ["router_available_to_network", "notify"],
  ["initialize_routing_table", "control"],
  ["initialize_routing_table_ack", "reply"],
  ["establish_connection_to_network", "write"],
  ["disconnect_connection_to_network", "write"],
  ["what_is_network_number", "list"],
  ["network_number_is", "notify"],
]);

/** One name in all logs: `write-property`, `read-property-ack` → `write_property`, `read_property`. */
const serviceName = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll("-", "_")
    .replace(/_(?:request|ack)$/, "");

const kindOf = (name: string): OtKind => services.get(name) ?? (name === "" ? "reply" : "unknown");

function plain(about: About): OtMessage | null {
  const { native } = about;
  const type = textAt(native, "pdu_type");
  const name = textAt(native, "pdu_service");
  const bvlc = textAt(native, "bvlc_function");
  if (type === "" && name === "" && bvlc === "") return null;
  const isRequest = type === "" ? !isFromResponder(native) : type.endsWith("_REQUEST") || type === "NPDU";
  return messageOf(about, {
    protocol: "bacnet",
    turned: isFromResponder(native),
    isRequest,
    kind: kindOf(name),
    function: name === "" ? type || bvlc : name,
    // A reason is said by errors, rejects and aborts alone.
    error: isRequest ? "" : textAt(native, "result_code"),
  });
}

/** A number, or a state of a binary object. */
function numberOf(text: string): number | null {
  if (text === "") return null;
  if (text === "active" || text === "True") return 1;
  if (text === "inactive" || text === "False") return 0;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

const identityProperties: ReadonlyMap<string, "vendor" | "product" | "firmware" | "serial" | "name"> =
  new Map([
    ["vendor-name", "vendor"],
    ["model-name", "product"],
    ["firmware-revision", "firmware"],
    ["serial-number", "serial"],
    ["object-name", "name"],
  ] as const);

const noIdentity = { vendor: "", product: "", firmware: "", serial: "", name: "" };

function property(about: About): OtMessage | null {
  const { native } = about;
  const service = textAt(native, "pdu_service");
  if (service === "") return null;
  const name = serviceName(service);
  const isAnswer = service.endsWith("ack");
  const object = textAt(native, "object_type");
  const instance = textAt(native, "instance_number");
  const what = textAt(native, "property");
  const value = textAt(native, "value");
  const part = object === "device" && isAnswer ? identityProperties.get(what) : undefined;
  const kind = kindOf(name);
  return messageOf(about, {
    protocol: "bacnet",
    turned: isFromResponder(native),
    isRequest: !isAnswer,
    kind: kind === "read" && object === "device" && identityProperties.has(what) ? "identify" : kind,
    function: name,
    unit: object === "device" ? instance : "",
    points: object === "" ? noPoints : [{ point: `${object} ${instance} ${what}`, value: numberOf(value) }],
    identity: part === undefined || value === "" ? null : { ...noIdentity, [part]: value },
    counts: false,
  });
}

function discovery(about: About): OtMessage | null {
  const { native } = about;
  const name = serviceName(textAt(native, "pdu_service"));
  if (name === "") return null;
  const isAnswer = name === "i_am" || name === "i_have";
  const vendor = textAt(native, "vendor");
  const says = textAt(native, "object_name");
  return messageOf(about, {
    protocol: "bacnet",
    turned: isFromResponder(native),
    isRequest: !isAnswer,
    kind: kindOf(name),
    function: name,
    unit: isAnswer ? textAt(native, "device_id_number", "instance_number") : "",
    identity: isAnswer && (vendor !== "" || says !== "") ? { ...noIdentity, vendor, name: says } : null,
    counts: false,
  });
}

function deviceControl(about: About): OtMessage | null {
  const { native } = about;
  const name = serviceName(textAt(native, "pdu_service"));
  if (name === "") return null;
  const turned = isFromResponder(native);
  const state = textAt(native, "device_state");
  const result = textAt(native, "result");
  return messageOf(about, {
    protocol: "bacnet",
    turned,
    isRequest: result === "" && !turned,
    kind: kindOf(name),
    function: name,
    // The state that is asked for: `coldstart`, `disable`.
    points: state === "" ? noPoints : [{ point: state, value: null }],
    error: result === "" || result === "SUCCESS" ? "" : textAt(native, "result_code") || result,
    counts: false,
  });
}

export const bacnet = {
  logs: ["zeek-bacnet", "zeek-bacnet_property", "zeek-bacnet_discovery", "zeek-bacnet_device_control"],
  read(about) {
    switch (about.log) {
      case "zeek-bacnet":
        return plain(about);
      case "zeek-bacnet_property":
        return property(about);
      case "zeek-bacnet_discovery":
        return discovery(about);
      default:
        return deviceControl(about);
    }
  },
} satisfies OtReader;
