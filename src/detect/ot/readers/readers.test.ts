/** Records of control protocols as messages: who sent what to whom. Real captures are in `test/conformance`. */
import { describe, expect, test } from "vitest";
import { readText, testReceivedUs } from "../../../intake/testing.js";
import { blockBytes, newBlockBuilder, readBlockRows } from "../../../store/index.js";
import type { Fact } from "../../behaviour/fact.js";
import { factsOf } from "../../behaviour/facts/row-fact.js";
import { oneOwner } from "../../behaviour/facts/whose.js";
import type { OtMessage } from "../message.js";
import { OpcuaJoiner } from "../opcua-joiner.js";

const a = "10.0.0.7";
const b = "10.0.1.4";

async function factOf(record: object): Promise<Fact> {
  const { events, refused } = await readText(`${JSON.stringify(record)}\n`, "");
  expect(refused).toEqual([]);
  const builder = newBlockBuilder({ daysMax: 0 });
  for (const { event } of events)
    builder.append(event, {
      id: "b",
      memberId: null,
      door: "http",
      origin: "",
      receivedUs: testReceivedUs,
      bytes: 0,
      mark: null,
    });
  const [fact] = builder
    .finish()
    .flatMap((block) => [...factsOf(readBlockRows(blockBytes(block)), oneOwner())]);
  expect(fact).toBeDefined();
  return fact as Fact;
}

const messageOf = async (record: object): Promise<OtMessage | null> => (await factOf(record)).ot;

const ends = { "id.orig_h": a, "id.orig_p": 40_000, "id.resp_h": b };
const zeek = (log: string, fields: object, more: object = ends) =>
  messageOf({ _path: log, ts: 1_700_000_000, ...more, "id.resp_p": 502, ...fields });
const eve = (type: string, fields: object) =>
  messageOf({
    timestamp: "2026-11-21T10:00:00.000000+0000",
    event_type: type,
    src_ip: a,
    src_port: 40_000,
    dest_ip: b,
    dest_port: 20_000,
    proto: "TCP",
    ...fields,
  });

const there = { sender: a, receiver: b, isRequest: true };
const back = { sender: b, receiver: a, isRequest: false };

describe("Modbus", () => {
  test("one record an exchange, one a message, and an exception", async () => {
    expect(await zeek("modbus", { func: "WRITE_SINGLE_COIL" })).toMatchObject({
      ...there,
      kind: "write",
      counts: true,
    });
    expect(await zeek("modbus", { func: "READ_COILS", pdu_type: "RESP", unit: "7" })).toMatchObject({
      ...back,
      unit: "7",
    });
    expect(
      await zeek("modbus", { func: "READ_COILS_EXCEPTION", exception: "ILLEGAL_DATA_VALUE" }),
    ).toMatchObject({
      ...back,
      kind: "read",
      error: "ILLEGAL_DATA_VALUE",
    });
    expect(await zeek("modbus", { func: "unknown-171" })).toMatchObject({ kind: "unknown" });
    expect(await zeek("modbus", {})).toBeNull();
  });

  test("details add points with values, numbers as texts too, and count nothing", async () => {
    const detailed = {
      func: "WRITE_MULTIPLE_REGISTERS",
      unit: 4,
      address: "100",
      request_values: ["170", 187],
    };
    expect(await zeek("modbus_detailed", detailed)).toMatchObject({
      ...there,
      counts: false,
      points: [
        { point: "4 holding 100", value: 170 },
        { point: "4 holding 101", value: 187 },
      ],
    });
    const listen = { func: "DIAGNOSTICS", request_subfunction_code: "Force Listen Only Mode" };
    expect(await zeek("modbus_detailed", listen)).toMatchObject({ kind: "stop" });
  });

  test("a device's identification, object by object", async () => {
    const said = {
      is_orig: false,
      func: "ENCAP_INTERFACE_TRANSPORT",
      object_id: "VendorName",
      object_value: "Pier Controls",
    };
    expect(await zeek("modbus_read_device_identification", said)).toMatchObject({
      ...back,
      identity: { vendor: "Pier Controls" },
    });
  });
});

test("S7comm: kinds by function and subfunction, who sent by is_orig", async () => {
  const job = { is_orig: true, rosctr_name: "Job-Request" };
  const one = (fields: object) => zeek("s7comm", { ...job, ...fields });
  expect(await one({ function_name: "PLC Stop" })).toMatchObject({ ...there, kind: "stop" });
  expect(
    await one({
      function_name: "PLC Control",
      subfunction_code: "P_PROGRAM",
      subfunction_name: "PLC Start / Stop",
    }),
  ).toMatchObject({
    kind: "start",
    points: [{ point: "PLC Start / Stop" }],
  });
  expect(await one({ function_name: "Request Download" })).toMatchObject({ kind: "program" });
  expect(
    await one({
      is_orig: false,
      rosctr_name: "ACK-Data",
      function_name: "PLC Stop",
      error_class: "Access error",
    }),
  ).toMatchObject({ ...back, kind: "stop", error: "Access error" });
  const user = {
    rosctr_name: "User-Data",
    function_name: "Request: Time Functions",
    subfunction_name: "Set Clock",
  };
  expect(await one(user)).toMatchObject({ kind: "time", function: "Time Functions: Set Clock" });
  expect(await zeek("s7comm_plus", { opcode_name: "Request", function_name: "Set Variable" })).toMatchObject({
    ...there,
    protocol: "s7comm-plus",
    kind: "write",
  });
  expect(await zeek("s7comm_plus", { opcode_name: "Notification" })).toMatchObject({
    ...back,
    kind: "notify",
  });
  expect(await zeek("cotp", { pdu_name: "DT Data" })).toBeNull();
});

test("DNP3: a refusal by its indications, a station's own report", async () => {
  expect(await zeek("dnp3", { fc_request: "STOP_APPL", fc_reply: "RESPONSE", iin: "4097" })).toMatchObject({
    ...there,
    kind: "stop",
    error: "NO_FUNC_CODE_SUPPORT",
  });
  expect(await zeek("dnp3", { fc_reply: "UNSOLICITED_RESPONSE", iin: 512 })).toMatchObject({
    ...back,
    kind: "notify",
    error: "",
  });
});

test("PROFINET: an answer is told by its type, also on a connection of its own", async () => {
  const answer = { packet_type: "Response", operation_num: "Write", source_h: a, destination_h: b };
  expect(await zeek("profinet_io_cm", answer)).toMatchObject({
    sender: a,
    receiver: b,
    isRequest: false,
    kind: "write",
  });
  expect(await zeek("profinet_io_cm", { ...answer, source_h: b, destination_h: a })).toMatchObject(back);
});

test("EtherCAT: MAC addresses, states and objects, and records without any end", async () => {
  const macs = { srcmac: "02:01:05:4C:B8:AF", dstmac: "01:01:05:01:00:00" };
  const one = (log: string, fields: object) => zeek(log, { ...macs, ...fields }, {});
  expect(
    await one("ecat_registers", { Command: "Broadcast Write", Register_Type: "AL_Ctl", data: "0300" }),
  ).toMatchObject({
    sender: "02:01:05:4c:b8:af",
    receiver: "01:01:05:01:00:00",
    kind: "program",
    function: "Broadcast Write AL_Ctl BOOT",
  });
  expect(await one("ecat_log_address", { Command: "Logical Read", Log_Addr: "00000009" })).toMatchObject({
    kind: "read",
  });
  const sdo = { Type: "0x02", req_resp: "0x33", index: "0x1c12", subindex: "0x00", dataoffset: "0x16000001" };
  expect(await zeek("ecat_coe_info", sdo, {})).toMatchObject({
    sender: "",
    kind: "write",
    points: [{ point: "0x1c12:0x00" }],
  });
  expect(await one("ecat_foe_info", { opCode: "0x02", filename: "ECATFW__drive" })).toMatchObject({
    kind: "program",
  });
});

describe("Suricata", () => {
  test("Modbus gets Zeek's names", async () => {
    const request = {
      unit_id: 10,
      function_raw: 5,
      function_code: "WrSingleCoil",
      error_flags: "NONE",
      write: { address: 3, data: 65280 },
    };
    expect(
      await eve("modbus", {
        modbus: { id: 1, request, response: { exception: { raw: 2, code: "IllegalDataAddr" } } },
      }),
    ).toMatchObject({
      ...there,
      function: "WRITE_SINGLE_COIL",
      kind: "write",
      unit: "10",
      error: "IllegalDataAddr",
      points: [{ point: "10 coil 3", value: 65280 }],
    });
  });

  test("DNP3 writes files, and its answers have the ends of what they answer", async () => {
    const part = (function_code: number, points: readonly object[], type = "request", group = 12) => ({
      dnp3: {
        type,
        src: 3,
        dst: 4,
        iin: { indicators: ["parameter_error"] },
        application: { function_code, objects: [{ group, points }] },
      },
    });
    expect(await eve("dnp3", part(4, [{ index: 1 }]))).toMatchObject({
      ...there,
      function: "OPERATE",
      points: [{ point: "control 1" }],
    });
    expect(
      await eve("dnp3", part(25, [{ filename: "C:/x.xml", operational_mode: 2 }], "request", 70)),
    ).toMatchObject({
      kind: "file-write",
    });
    expect(await eve("dnp3", part(129, [], "response"))).toMatchObject({ ...back, error: "PARAMETER_ERROR" });
    expect(await eve("alert", { alert: { signature: "x" }, ...part(13, []) })).toMatchObject({
      kind: "restart",
      counts: false,
    });
    expect(await eve("alert", { alert: { signature: "x" } })).toBeNull();
  });

  test("EtherNet/IP, with what is in it and who answers", async () => {
    expect(
      await eve("enip", {
        enip: { request: { command: "send_rr_data", cip: { service: "Reset", class_name: "Identity" } } },
      }),
    ).toMatchObject({ ...there, protocol: "cip", kind: "restart" });
    const identity = {
      product_name: "1756-ENBT/A",
      vendor_id: "Rockwell Automation/Allen-Bradley",
      revision: "4.3",
    };
    expect(
      await eve("enip", {
        enip: { request: { command: "list_identity" }, response: { status: "success", identity } },
      }),
    ).toMatchObject({
      kind: "identify",
      identity: { product: "1756-ENBT/A", firmware: "4.3" },
    });
  });
});

test("OPC UA: a value that is written is joined from three logs, in any order", async () => {
  const at = (log: string, fields: object) =>
    factOf({
      _path: `opcua_binary_${log}`,
      ts: 1_700_000_000,
      ...ends,
      "id.resp_p": 4840,
      is_orig: true,
      ...fields,
    });
  const facts = [
    await at("write", {
      node_id_namespace_idx: 1,
      node_id_string: "hoist.limit",
      attribute_id_str: "Value",
      write_results_variant_metadata_link_id: "m1",
    }),
    await at("variant_metadata", { variant_source_data_link_id: "m1", variant_data_link_id: "d1" }),
    await at("variant_data", { variant_data_link_id: "d1", variant_data_value_decimal: "42.5" }),
  ];
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [0, 2, 1],
  ] as const) {
    let joiner = new OpcuaJoiner();
    const joined = order.map((n) => {
      joiner = new OpcuaJoiner(structuredClone(joiner.save()));
      return joiner.see(facts[n] as Fact);
    });
    expect(joined.slice(0, 2)).toEqual([null, null]);
    expect(joined[2]).toEqual({ from: a, to: b, point: { point: "ns=1;s=hoist.limit", value: 42.5 } });
  }
});
