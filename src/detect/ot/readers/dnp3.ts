/**
 * DNP3. Zeek's own `dnp3` has one record an exchange, with the request's function and the answer's; the station's own
 * reports have no request. ICSNPP's `dnp3_control` and `dnp3_objects` tell the same messages again, one record an object.
 * https://docs.zeek.org/en/master/scripts/base/protocols/dnp3 https://github.com/cisagov/icsnpp-dnp3
 */
import type { About } from "../../behaviour/facts/about.js";
import { numberAt, textAt } from "../../behaviour/facts/native-fields.js";
import { dnp3Error, dnp3Kinds } from "../dnp3-functions.js";
import type { OtMessage } from "../message.js";
import type { OtReader } from "../reader.js";
import { isFromResponder, messageOf, noPoints } from "../record-ends.js";

function plain(about: About): OtMessage | null {
  const { native } = about;
  const asked = textAt(native, "fc_request");
  const answered = textAt(native, "fc_reply");
  if (asked === "" && answered === "") return null;
  const name = asked === "" ? answered : asked;
  return messageOf(about, {
    protocol: "dnp3",
    turned: asked === "",
    isRequest: asked !== "",
    kind: dnp3Kinds.get(name) ?? "unknown",
    function: name,
    error: dnp3Error(numberAt(native, "iin")),
  });
}

function object(about: About, point: string, value: number | null, error = ""): OtMessage | null {
  const { native } = about;
  const name = textAt(native, "function_code");
  if (name === "") return null;
  const turned = isFromResponder(native);
  return messageOf(about, {
    protocol: "dnp3",
    turned,
    isRequest: !turned,
    kind: dnp3Kinds.get(name) ?? "unknown",
    function: name,
    points: point === "" ? noPoints : [{ point, value }],
    error,
    counts: false,
  });
}

function control(about: About): OtMessage | null {
  const { native } = about;
  const status = textAt(native, "status_code");
  const index = textAt(native, "index_number");
  const what = [textAt(native, "trip_control_code"), textAt(native, "operation_type")].filter(
    (text) => text !== "",
  );
  return object(
    about,
    [
      textAt(native, "block_type") || "control",
      index,
      ...(what.length === 0 ? [] : [`(${what.join(", ")})`]),
    ].join(" "),
    null,
    status === "" || status === "Success" ? "" : status,
  );
}

function objects(about: About): OtMessage | null {
  const { native } = about;
  const low = textAt(native, "range_low");
  const high = textAt(native, "range_high");
  const range = low === "" ? "" : low === high || high === "" ? ` ${low}` : ` ${low}-${high}`;
  return object(about, `${textAt(native, "object_type")}${range}`, null);
}

export const dnp3 = {
  logs: ["zeek-dnp3", "zeek-dnp3_control", "zeek-dnp3_objects", "zeek-dnp3_read_objects"],
  read: (about) =>
    about.log === "zeek-dnp3"
      ? plain(about)
      : about.log === "zeek-dnp3_control"
        ? control(about)
        : objects(about),
} satisfies OtReader;
