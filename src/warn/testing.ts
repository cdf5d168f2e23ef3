/** Hits and batches for tests of this room: valid, of documentation ranges, each field changeable. */
import type { BatchOutcome, Detection, HitRecord, InventoryNews, Observable } from "../model/index.js";

export interface TestHit {
  readonly timeUs: number;
  readonly from: string;
  readonly to: string;
  readonly listed: Observable;
  readonly change?: Partial<HitRecord>;
}

export function testHit({ timeUs, from, to, listed, change = {} }: TestHit): HitRecord {
  return {
    observable: listed,
    indicator: listed,
    confidence: 85,
    sources: ["first list", "second list"],
    labels: ["cobalt strike"],
    tlps: ["TLP:CLEAR"],
    allowedBy: null,
    evidence: {
      timeUs,
      log: "zeek-conn",
      field: "id.resp_h",
      sourceAddress: from,
      sourcePort: 50_000,
      destinationAddress: to,
      destinationPort: 443,
      record: `{"id.orig_h":"${from}","id.resp_h":"${to}"}`,
    },
    ...change,
  };
}

/** A rule that fired on one record of the same ends. */
export function testDetection({
  timeUs,
  from,
  to,
  change = {},
}: Omit<TestHit, "listed" | "change"> & { readonly change?: Partial<Detection> }): Detection {
  const hit = testHit({ timeUs, from, to, listed: { type: "ipv4", value: to } });
  return {
    rule: {
      id: "brute-force",
      title: "Many failed log-ins",
      kind: "behaviour",
      level: "high",
      techniques: ["T1110.001"],
    },
    memberId: null,
    subject: { type: "ipv4", value: from },
    about: "ssh",
    count: 1,
    firstUs: timeUs,
    lastUs: timeUs,
    fields: { user: "root" },
    evidence: [hit.evidence],
    ...change,
  };
}

export function testBatch(
  id: string,
  memberId: string | null,
  hits: readonly HitRecord[],
  change: Partial<BatchOutcome> & { readonly mark?: string | null } = {},
): BatchOutcome {
  const { mark = null, ...rest } = change;
  return {
    meta: { id, memberId, door: "http", origin: "conn.log", receivedUs: 0, bytes: 100, mark },
    records: hits.length,
    refused: 0,
    refusals: [],
    hits,
    logs: { "zeek-conn": hits.length },
    ...rest,
  };
}

/** One controller, who asks it, a vendor's session, and the beginning of a baseline. */
export function testInventory(
  memberId: string,
  { name = "", atUs = 1e15, mark = null }: { name?: string; atUs?: number; mark?: string | null } = {},
): InventoryNews {
  const times = { firstUs: atUs, lastUs: atUs };
  return {
    assets: [
      {
        memberId,
        address: "10.9.0.5",
        mac: "",
        macVendor: "",
        evidence: { "answers modbus": { role: "plc", weight: 50, says: "It answers Modbus." } },
        identity: { vendor: "", product: "", firmware: "", serial: "", name },
        protocols: ["modbus"],
        zone: "",
        zoneKind: "",
        craneId: null,
        listedId: null,
        ...times,
        records: 1,
        mark,
      },
    ],
    relations: [
      {
        memberId,
        sender: "10.9.0.9",
        receiver: "10.9.0.5",
        transport: "tcp",
        port: 502,
        protocols: ["modbus"],
        functions: [{ name: "READ_COILS", kind: "read", count: 1, firstUs: atUs }],
        messages: 1,
        bytes: 0,
        hours: Array.from({ length: 24 }, (_, hour) => (hour === 1 ? 1 : 0)),
        ...times,
        mark,
      },
    ],
    sessions: [
      {
        memberId,
        key: "maker 10.8.0.2",
        vendor: name,
        accounts: [],
        source: "10.8.0.2",
        targets: ["10.9.0.5"],
        services: ["rdp"],
        craneIds: [],
        startUs: atUs,
        endUs: atUs,
        isOpen: true,
        orders: [],
        verdict: "no order",
        changes: [],
        mark,
      },
    ],
    learning: [{ memberId, sinceUs: atUs, lastUs: atUs, days: 14, messages: 1, mark }],
  };
}
