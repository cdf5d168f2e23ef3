/** Cyber observables of networks and mail: STIX 2.1, sections 6.2, 6.4 to 6.6, 6.8 to 6.10, 6.12, 6.15. */
import {
  count,
  dictionary,
  embedded,
  formed,
  hex,
  integer,
  list,
  type ObjectTable,
  oneOf,
  ref,
  required,
  text,
  time,
  truth,
} from "../property.js";

const address = ["ipv4-addr", "ipv6-addr", "mac-addr", "domain-name"] as const;
const port = { ...count, max: 65_535 } as const;
const mails = list(ref("email-addr"));

/** STIX 2.1, 6.6.2. */
const mimePart = embedded(
  { body: text, body_raw_ref: ref("artifact", "file"), content_type: text, content_disposition: text },
  ["body", "body_raw_ref"],
);

export const networkObservables: readonly ObjectTable[] = [
  {
    type: "autonomous-system",
    category: "sco",
    section: "6.2",
    fields: { number: required(integer), name: text, rir: text },
    contributing: ["number"],
  },
  {
    type: "domain-name",
    category: "sco",
    section: "6.4",
    fields: {
      value: required(formed("domain")),
      resolves_to_refs: list(ref("ipv4-addr", "ipv6-addr", "domain-name")),
    },
    contributing: ["value"],
  },
  {
    type: "email-addr",
    category: "sco",
    section: "6.5",
    fields: { value: required(formed("email")), display_name: text, belongs_to_ref: ref("user-account") },
    contributing: ["value"],
  },
  {
    type: "email-message",
    category: "sco",
    section: "6.6",
    fields: {
      is_multipart: required(truth),
      date: time,
      content_type: text,
      from_ref: ref("email-addr"),
      sender_ref: ref("email-addr"),
      to_refs: mails,
      cc_refs: mails,
      bcc_refs: mails,
      message_id: { ...text, only: "2.1" },
      subject: text,
      received_lines: list(text),
      additional_header_fields: dictionary("any"),
      body: text,
      body_multipart: list(mimePart),
      raw_email_ref: ref("artifact"),
    },
    contributing: ["from_ref", "subject", "body"],
  },
  {
    type: "ipv4-addr",
    category: "sco",
    section: "6.8",
    fields: {
      value: required(formed("ipv4")),
      resolves_to_refs: list(ref("mac-addr")),
      belongs_to_refs: list(ref("autonomous-system")),
    },
    contributing: ["value"],
  },
  {
    type: "ipv6-addr",
    category: "sco",
    section: "6.9",
    fields: {
      value: required(formed("ipv6")),
      resolves_to_refs: list(ref("mac-addr")),
      belongs_to_refs: list(ref("autonomous-system")),
    },
    contributing: ["value"],
  },
  {
    type: "mac-addr",
    category: "sco",
    section: "6.10",
    fields: { value: required(formed("mac")) },
    contributing: ["value"],
  },
  {
    type: "network-traffic",
    category: "sco",
    section: "6.12",
    fields: {
      start: time,
      end: time,
      is_active: truth,
      src_ref: ref(...address),
      dst_ref: ref(...address),
      src_port: port,
      dst_port: port,
      protocols: required(list(formed("protocol"))),
      src_byte_count: count,
      dst_byte_count: count,
      src_packets: count,
      dst_packets: count,
      ipfix: dictionary("ipfix"),
      src_payload_ref: ref("artifact"),
      dst_payload_ref: ref("artifact"),
      encapsulates_refs: list(ref("network-traffic")),
      encapsulated_by_ref: ref("network-traffic"),
    },
    extensions: {
      "http-request-ext": {
        section: "6.12.2",
        fields: {
          request_method: required(text),
          request_value: required(text),
          request_version: text,
          request_header: dictionary("any"),
          message_body_length: count,
          message_body_data_ref: ref("artifact"),
        },
      },
      "icmp-ext": {
        section: "6.12.3",
        fields: { icmp_type_hex: required(hex), icmp_code_hex: required(hex) },
      },
      "socket-ext": {
        section: "6.12.4",
        fields: {
          address_family: required(oneOf("addressFamily")),
          is_blocking: truth,
          is_listening: truth,
          options: dictionary("socket"),
          socket_type: oneOf("socketType"),
          socket_descriptor: count,
          socket_handle: integer,
        },
      },
      "tcp-ext": { section: "6.12.5", fields: { src_flags_hex: hex, dst_flags_hex: hex } },
    },
    contributing: ["start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols", "extensions"],
  },
  {
    type: "url",
    category: "sco",
    section: "6.15",
    fields: { value: required(formed("url")) },
    contributing: ["value"],
  },
];
