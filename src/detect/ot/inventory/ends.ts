/** Who asks and who is asked, over what, of a record that tells of a message or a connection. */
import type { Fact } from "../../behaviour/fact.js";
import type { OtMessage } from "../message.js";

export interface Ends {
  readonly client: string;
  readonly server: string;
  readonly transport: string;
  /** The server's; 0 where there is none. */
  readonly port: number;
}

/** Ports that controllers answer on. Some sensors write an answer's ends as its packet has them. */
const controllerPorts: ReadonlySet<number> = new Set([
  102, 502, 1089, 1090, 1091, 2222, 4840, 18_245, 20_000, 34_962, 34_963, 34_964, 44_818, 47_808,
]);

export function endsOf(fact: Fact, ot: OtMessage | null): Ends | null {
  const { source, destination } = fact;
  if (source !== "" && destination !== "") {
    const { sourcePort, destinationPort } = fact;
    const transport = fact.protocol === "" ? "ip" : fact.protocol;
    return controllerPorts.has(sourcePort) && !controllerPorts.has(destinationPort)
      ? { client: destination, server: source, transport, port: sourcePort }
      : { client: source, server: destination, transport, port: destinationPort };
  }
  if (ot === null || ot.sender === "" || ot.receiver === "") return null;
  const { sender, receiver } = ot;
  return ot.isRequest
    ? { client: sender, server: receiver, transport: "layer 2", port: 0 }
    : { client: receiver, server: sender, transport: "layer 2", port: 0 };
}

/** An address that stands for many or none: it is no machine. */
export function isNobody(address: string): boolean {
  if (address.length === 17 && address[2] === ":")
    return (Number.parseInt(address.slice(0, 2), 16) & 1) === 1 || address === "00:00:00:00:00:00";
  if (address.includes(":")) return address === "::" || address.startsWith("ff");
  if (address.endsWith(".255") || address === "") return true;
  const first = Number(address.slice(0, address.indexOf(".")));
  return first >= 224 || first === 0;
}
