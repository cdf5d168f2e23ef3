/** Records as Zeek with CISA's ICSNPP parsers writes them in JSON, one for each that a sensor would have written. */

export interface CraneRecord {
  readonly atUs: number;
  /** Zeek's name of the log: `modbus_detailed`. */
  readonly log: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Ends {
  readonly atUs: number;
  readonly from: string;
  readonly to: string;
  readonly fromPort: number;
  readonly toPort: number;
}

const uidOf = ({ from, to, fromPort, toPort }: Ends): string =>
  `C${from.replaceAll(".", "x")}${to.replaceAll(".", "x")}${fromPort}x${toPort}`;

function record(log: string, ends: Ends, more: Readonly<Record<string, unknown>>): CraneRecord {
  return {
    atUs: ends.atUs,
    log,
    fields: {
      _path: log,
      ts: ends.atUs / 1e6,
      uid: uidOf(ends),
      "id.orig_h": ends.from,
      "id.orig_p": ends.fromPort,
      "id.resp_h": ends.to,
      "id.resp_p": ends.toPort,
      ...more,
    },
  };
}

export interface ModbusMessage {
  readonly func: string;
  readonly address: number;
  readonly quantity: number;
  readonly requestValues?: readonly number[];
  readonly responseValues?: readonly number[];
  /** The answer was this exception. */
  readonly exception?: string;
}

/** Zeek's own log and, where the parser is there, the detailed one beside it. */
export function modbus(ends: Ends, message: ModbusMessage): readonly CraneRecord[] {
  const { func, address, quantity, requestValues, responseValues, exception } = message;
  return [
    record("modbus", ends, {
      func: exception === undefined ? func : `${func}_EXCEPTION`,
      ...(exception === undefined ? {} : { exception }),
    }),
    record("modbus_detailed", ends, {
      tid: Math.floor(ends.atUs / 1000) % 65_536,
      unit: 1,
      func,
      address,
      quantity,
      ...(requestValues === undefined ? {} : { request_values: requestValues }),
      ...(responseValues === undefined ? {} : { response_values: responseValues }),
      matched: true,
      ...(exception === undefined ? {} : { exception_code: exception }),
    }),
  ];
}

function s7Message(
  ends: Ends,
  isOrig: boolean,
  rosctr: readonly [number, string],
  more: Readonly<Record<string, unknown>>,
): CraneRecord {
  const { from, to, fromPort, toPort } = ends;
  return record("s7comm", ends, {
    is_orig: isOrig,
    source_h: isOrig ? from : to,
    source_p: isOrig ? fromPort : toPort,
    destination_h: isOrig ? to : from,
    destination_p: isOrig ? toPort : fromPort,
    rosctr_code: rosctr[0],
    rosctr_name: rosctr[1],
    pdu_reference: Math.floor(ends.atUs / 1e6) % 65_536,
    ...more,
  });
}

/** A request and its answer. */
export function s7(ends: Ends, code: string, name: string): readonly CraneRecord[] {
  const what = { function_code: code, function_name: name };
  return [
    s7Message(ends, true, [1, "Job-Request"], what),
    s7Message({ ...ends, atUs: ends.atUs + 4000 }, false, [3, "ACK-Data"], {
      ...what,
      error_class: "No error",
      error_code: "0x00",
    }),
  ];
}

export interface Connection {
  readonly protocol: "tcp" | "udp";
  readonly service: string;
  readonly seconds: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
}

export function connection(ends: Ends, of: Connection): CraneRecord {
  return record("conn", ends, {
    proto: of.protocol,
    service: of.service,
    duration: of.seconds,
    orig_bytes: of.bytesOut,
    resp_bytes: of.bytesIn,
    orig_pkts: 4 + Math.ceil(of.bytesOut / 1000),
    resp_pkts: 4 + Math.ceil(of.bytesIn / 1000),
    conn_state: "SF",
    history: of.protocol === "tcp" ? "ShADadFf" : "Dd",
  });
}

export const ssh = (ends: Ends): CraneRecord =>
  record("ssh", ends, {
    version: 2,
    auth_success: true,
    auth_attempts: 1,
    client: "SSH-2.0-OpenSSH_9.6",
    server: "SSH-2.0-OpenSSH_9.6",
  });

export const lookup = (ends: Ends, query: string): CraneRecord =>
  record("dns", ends, {
    proto: "udp",
    query,
    qtype_name: "A",
    rcode_name: "NOERROR",
    answers: ["203.0.113.80"],
  });
