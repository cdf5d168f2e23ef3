/**
 * EtherNet/IP and CIP as ICSNPP logs them: `enip` has the envelope and `cip` what is in it, one record a message each, so
 * that they are two protocols here. `cip_identity` is what a device says of itself, `cip_io` its cyclic data.
 * https://github.com/cisagov/icsnpp-enip
 */
import type { About } from "../../behaviour/facts/about.js";
import { textAt } from "../../behaviour/facts/native-fields.js";
import { cipKind, enipKind } from "../cip-services.js";
import type { OtMessage } from "../message.js";
import type { OtReader } from "../reader.js";
import { codeAt, isFromResponder, messageOf, noPoints } from "../record-ends.js";

const errorOf = (status: string): string => (status === "" || status === "Success" ? "" : status);

function envelope(about: About): OtMessage | null {
  const { native } = about;
  const command = textAt(native, "enip_command");
  if (command === "" && textAt(native, "enip_command_code") === "") return null;
  const turned = isFromResponder(native);
  return messageOf(about, {
    protocol: "enip",
    turned,
    isRequest: !turned,
    kind: enipKind(command),
    function:
      command === "" || command === "unknown" ? `unknown-${textAt(native, "enip_command_code")}` : command,
    error: turned ? errorOf(textAt(native, "enip_status")) : "",
  });
}

/** Classes whose attributes are what a device is. */
const identityClass = "Identity";

function service(about: About): OtMessage | null {
  const { native } = about;
  const name = textAt(native, "cip_service");
  const code = codeAt(native, "cip_service_code");
  if (name === "" && code === null) return null;
  const turned = isFromResponder(native);
  const direction = textAt(native, "direction").toLowerCase();
  const place = textAt(native, "class_name");
  const isIdentity = place === identityClass || codeAt(native, "class_id") === 1;
  const kind = cipKind(name, code);
  const path = [
    place === "" || place === "unknown" ? textAt(native, "class_id") : place,
    textAt(native, "instance_id"),
    textAt(native, "attribute_id"),
  ].filter((text) => text !== "");
  return messageOf(about, {
    protocol: "cip",
    turned,
    isRequest: direction === "" ? !turned : direction === "request",
    kind: kind === "read" && isIdentity ? "identify" : kind,
    function: name === "" || name === "unknown" ? `unknown-${textAt(native, "cip_service_code")}` : name,
    points: path.length === 0 ? noPoints : [{ point: path.join(" "), value: null }],
    error: errorOf(textAt(native, "cip_status")),
  });
}

function identity(about: About): OtMessage {
  const { native } = about;
  const turned = isFromResponder(native);
  return messageOf(about, {
    protocol: "enip",
    turned,
    isRequest: false,
    kind: "identify",
    function: "List Identity",
    identity: {
      vendor: textAt(native, "vendor_name"),
      product: textAt(native, "product_name"),
      firmware: textAt(native, "revision"),
      serial: textAt(native, "serial_number"),
      name: "",
    },
    counts: false,
  });
}

const cyclic = (about: About): OtMessage =>
  messageOf(about, {
    protocol: "cip",
    turned: isFromResponder(about.native),
    isRequest: false,
    kind: "notify",
    function: "CIP I/O",
  });

export const enip = {
  logs: ["zeek-enip", "zeek-cip", "zeek-cip_identity", "zeek-cip_io"],
  read(about) {
    switch (about.log) {
      case "zeek-enip":
        return envelope(about);
      case "zeek-cip":
        return service(about);
      case "zeek-cip_identity":
        return identity(about);
      default:
        return cyclic(about);
    }
  },
} satisfies OtReader;
