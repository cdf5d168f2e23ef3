/**
 * What a machine is, by what is heard of it. Each kind of evidence has a key, a weight and a sentence; the strongest counts
 * (`strongestRole`), and all are shown, so that an engineer sees why. Nothing here is certain: only the terminal's own list is.
 */
import type { AssetRole, ListedAsset, RoleEvidence } from "../../../model/index.js";
import type { OtIdentity } from "../message.js";
import type { MacMaker } from "./mac-makers.js";

const told = (role: AssetRole, weight: number, says: string): RoleEvidence => ({ role, weight, says });

export const listedEvidence = ({ role, name }: ListedAsset): RoleEvidence =>
  told(role, 100, `The terminal's own list has it as ${name === "" ? "this" : name}.`);

/** Who answers such requests. An OPC UA server or a BACnet device may be anything that has values. */
const answering: Readonly<Record<string, readonly [AssetRole, number]>> = {
  modbus: ["plc", 45],
  s7comm: ["plc", 50],
  "s7comm-plus": ["plc", 50],
  dnp3: ["plc", 45],
  cip: ["plc", 45],
  enip: ["plc", 40],
  profinet: ["remote i/o", 45],
  ethercat: ["remote i/o", 35],
  bacnet: ["plc", 35],
  opcua: ["server", 35],
};

export function answeringEvidence(protocol: string): RoleEvidence | null {
  const [role, weight] = answering[protocol] ?? [];
  return role === undefined || weight === undefined
    ? null
    : told(role, weight, `It answers ${protocol} requests.`);
}

/** What a machine asks of controllers, gathered. */
export interface Asking {
  readonly writes: boolean;
  /** Loads, stops, starts, changes the mode. */
  readonly programs: boolean;
  /** How many it asks, up to 4. */
  readonly controllers: number;
}

export function askingEvidence({ writes, programs, controllers }: Asking): RoleEvidence {
  const whom =
    controllers > 3 ? "several controllers" : controllers > 1 ? `${controllers} controllers` : "a controller";
  if (programs) return told("engineering station", 48, `It loads, stops or starts ${whom}.`);
  if (writes) return told("hmi", 34, `It reads from and writes to ${whom}.`);
  return controllers >= 3
    ? told("historian", 28, `It reads from ${whom} and writes to none.`)
    : told("hmi", 24, `It reads from ${whom}.`);
}

/** A product's name as makers write it, the most telling first. */
const products: readonly (readonly [RegExp, AssetRole])[] = [
  [/safety|guardlogix|\bcpu ?\d{3,4}t?f\b|-\dF[A-Z]\d\d-/i, "safety plc"],
  [/modem|cellular|\blte\b|\b[45]g\b|airlink|\brut\d{3}\b/i, "modem"],
  [/camera|\bnvr\b|\bipc-/i, "camera"],
  [/historian|\bpi server\b/i, "historian"],
  [/\bdrive|inverter|sinamics|powerflex|altivar|\bacs\d{3}|\bvlt\b|sinumerik|frequency converter/i, "drive"],
  [/\bhmi\b|panelview|panel pc|\bk?tp\d{3,4}\b|simatic panel|operator panel|wincc\b|intouch|ifix/i, "hmi"],
  [/step ?7|tia portal|studio 5000|rslogix|codesys|twincat xae|unity pro/i, "engineering station"],
  [
    /et ?200|point i\/?o|flex i\/?o|remote i\/?o|\b17(?:34|94)-|\bim ?15\d|bus coupler|\bek1\d{3}\b/i,
    "remote i/o",
  ],
  [/gateway|converter|anybus|\ben[2b]t?r?\b|-en\dt|-enbt/i, "gateway"],
  [/scalance|switch|router|firewall|\beds-\d|hirschmann|rs20/i, "network device"],
  [
    /\b6es7|\bcpu\b|plc|controllogix|compactlogix|micrologix|\b17(?:56|69|68)-l|modicon|\bm340\b|\bm580\b|s7-\d{3}/i,
    "plc",
  ],
];

export function productEvidence({
  vendor,
  product,
}: Pick<OtIdentity, "vendor" | "product">): RoleEvidence | null {
  const text = `${vendor} ${product}`.trim().slice(0, 200);
  const found = products.find(([pattern]) => pattern.test(text));
  return found === undefined ? null : told(found[1], 70, `It names itself ${text}.`);
}

const makes: Readonly<Record<MacMaker["makes"], readonly [AssetRole, number]>> = {
  "control gear": ["plc", 10],
  drives: ["drive", 20],
  "remote i/o": ["remote i/o", 20],
  hmi: ["hmi", 26],
  gateways: ["gateway", 30],
  modems: ["modem", 60],
  "network gear": ["network device", 30],
  cameras: ["camera", 46],
};

export function makerEvidence({ maker, makes: gear }: MacMaker): RoleEvidence {
  const [role, weight] = makes[gear];
  return told(role, weight, `Its MAC address is one of ${maker}, a maker of ${gear}.`);
}

/** Services that tell something of who offers them, by the port of the one that answered. */
const offered: ReadonlyMap<number, readonly [AssetRole, number, string]> = new Map([
  [554, ["camera", 40, "It offers video (RTSP)."] as const],
  [8554, ["camera", 38, "It offers video (RTSP)."] as const],
  [5450, ["historian", 44, "It offers a historian's service (PI, port 5450)."] as const],
]);

export function offeringEvidence(port: number): RoleEvidence | null {
  const found = offered.get(port);
  return found === undefined ? null : told(found[0], found[1], found[2]);
}

export const carryingEvidence = (addresses: number): RoleEvidence =>
  told("gateway", 44, `Its MAC address carries packets of ${addresses} addresses and more.`);
