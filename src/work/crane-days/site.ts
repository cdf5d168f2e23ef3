/**
 * The made-up terminal of the crane days: four cranes of one maker in two generations (Modbus and S7), their zones, orders,
 * windows, vendor and points, in addresses that nobody owns (RFC 5737, RFC 1918).
 */
import type { SiteLists } from "../../model/index.js";

export const dayUs = 86_400e6;
export const hourUs = 3600e6;
export const minuteUs = 60e6;

export interface CraneMachines {
  readonly id: string;
  readonly speaks: "modbus" | "s7comm";
  readonly plc: string;
  readonly safetyPlc: string;
  readonly hoist: string;
  readonly gantry: string;
  readonly hmi: string;
  readonly camera: string;
}

export const cranes: readonly CraneMachines[] = [1, 2, 3, 4].map((number) => ({
  id: `sts-${number}`,
  speaks: number <= 2 ? "modbus" : "s7comm",
  plc: `10.80.${number}.10`,
  safetyPlc: `10.80.${number}.11`,
  hoist: `10.80.${number}.12`,
  gantry: `10.80.${number}.13`,
  hmi: `10.80.${number}.20`,
  camera: `10.80.${number}.30`,
}));

export const machines = {
  managementSystem: "10.80.0.10",
  historian: "10.80.0.30",
  engineeringStation: "10.80.0.40",
  timeServer: "10.81.0.5",
  jumpHost: "10.81.0.10",
  office: "10.82.0.25",
  /** What somebody brings along: a laptop, and a modem that nobody ordered. */
  laptop: "10.80.0.77",
  modem: "10.80.3.99",
  vendor: "198.51.100.5",
  outsideNames: "203.0.113.53",
} as const;

export const vendorAccount = "nordhaf-service";

/** Registers of the Modbus cranes, and what they hold. */
export const registers = { hoistLoad: 100, wind: 101, position: 102 } as const;

/** Days are counted from the first watched one: before it are days of learning. */
export function craneSite(memberId: string, startUs: number, learningDays: number): SiteLists {
  const at = (day: number, hour: number): number => startUs + day * dayUs + hour * hourUs;
  const asset = (crane: CraneMachines | null, name: string, address: string, role: string) => ({
    id: `${name}`,
    name,
    addresses: [address],
    mac: "",
    role: role as SiteLists["assets"][number]["role"],
    vendor: "",
    product: "",
    firmware: "",
    craneId: crane?.id ?? null,
    isCritical: role === "plc" || role === "safety plc",
  });
  return {
    memberId,
    zones: [
      { id: "control", name: "Crane control", kind: "control", networks: ["10.80.0.0/16"] },
      { id: "dmz", name: "Operations DMZ", kind: "dmz", networks: ["10.81.0.0/24"] },
      { id: "office", name: "Office", kind: "enterprise", networks: ["10.82.0.0/16"] },
      { id: "vendor", name: "Crane maker", kind: "vendor", networks: ["198.51.100.0/28"] },
    ],
    conduits: [
      conduit("control", "dmz", ["ntp", "ssh"]),
      conduit("dmz", "control", ["ssh", "s7comm", "modbus"], [machines.jumpHost]),
      conduit("vendor", "dmz", ["ssh"]),
      conduit("office", "dmz", ["tls"]),
    ],
    assets: [
      ...cranes.flatMap((crane) => [
        asset(crane, `${crane.id}-plc`, crane.plc, "plc"),
        asset(crane, `${crane.id}-safety`, crane.safetyPlc, "safety plc"),
        asset(crane, `${crane.id}-hoist`, crane.hoist, "drive"),
        asset(crane, `${crane.id}-gantry`, crane.gantry, "drive"),
        asset(crane, `${crane.id}-hmi`, crane.hmi, "hmi"),
        asset(crane, `${crane.id}-camera`, crane.camera, "camera"),
      ]),
      asset(null, "rcms", machines.managementSystem, "management system"),
      asset(null, "historian", machines.historian, "historian"),
      asset(null, "engineering", machines.engineeringStation, "engineering station"),
      asset(null, "jump-host", machines.jumpHost, "server"),
    ],
    cranes: cranes.map(({ id, speaks }) => ({
      id,
      name: id.toUpperCase(),
      maker: "Nordhaf Kranbau",
      model: speaks === "modbus" ? "NK-65" : "NK-70",
      terminal: "Pier 9",
      berth: id === "sts-1" || id === "sts-2" ? "91" : "92",
      directiveStatus: "open",
      note: "",
    })),
    workOrders: [
      order("WO-1041", "Brake test and parameters of STS-2", ["sts-2"], "", at(-5, 10), at(-5, 13)),
      order("WO-1042", "Parameters of STS-2", ["sts-2"], "", at(3, 10), at(3, 13)),
      order("WO-1043", "Drive check of STS-3 by its maker", ["sts-3"], "Nordhaf", at(1, 9), at(1, 12)),
    ],
    windows: [
      { id: "w-1", title: "Weekly maintenance", craneIds: ["sts-2"], startUs: at(-5, 10), endUs: at(-5, 14) },
      { id: "w-2", title: "Weekly maintenance", craneIds: ["sts-2"], startUs: at(3, 10), endUs: at(3, 14) },
    ],
    vendors: [
      {
        id: "nordhaf",
        vendor: "Nordhaf",
        accounts: [vendorAccount],
        networks: ["198.51.100.0/28"],
      },
    ],
    points: cranes
      .filter(({ speaks }) => speaks === "modbus")
      .flatMap(({ id, plc }) => [
        point(`${id}-load`, `${id} hoist load`, plc, registers.hoistLoad, 50, "t"),
        point(`${id}-wind`, `${id} wind`, plc, registers.wind, 20, "m/s"),
      ]),
    learningDays,
  };
}

const conduit = (from: string, to: string, allows: readonly string[], via: readonly string[] = []) => ({
  id: `${from}-${to}`,
  fromZoneId: from,
  toZoneId: to,
  allows,
  via,
  note: "",
});

const order = (
  number: string,
  title: string,
  craneIds: readonly string[],
  vendor: string,
  startUs: number,
  endUs: number,
) => ({ id: number.toLowerCase(), number, title, craneIds, assetIds: [], vendor, startUs, endUs });

const point = (id: string, name: string, address: string, register: number, most: number, unit: string) => ({
  id,
  name,
  address,
  point: `1 holding ${register}`,
  least: 0,
  most,
  mostPerSecond: null,
  stuckAfterS: null,
  unit,
  isSafety: true,
});
