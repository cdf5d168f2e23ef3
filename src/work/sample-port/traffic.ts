/**
 * The sample port's half hour: ordinary work, the internet's background noise, two cranes at work, and one
 * campaign that reaches two members. Seeded and pure: the same seed and start give the same lines. Scanners make
 * three quarters of all records, as they do at a real port's edge, and must not cause a warning.
 */
import { formatAddress, type Network, parseNetwork } from "../../base/index.js";
import type { FeedEntry } from "../../model/index.js";
import { flowLine, guessLine, type Line, lookupLine, modbusLine } from "./lines.js";
import type { SampleMember, SamplePort } from "./port.js";
import { type Random, seededRandom } from "./random.js";

/** One line of one member's telemetry at its time. */
export interface SampleLine extends Line {
  readonly atUs: number;
  /** The member's id in `port.yaml`. */
  readonly member: string;
}

const minuteUs = 60 * 1e6;
const ephemeral = (random: Random): number => 32768 + random.below(28_000);

function hostOf(network: Network, host: number): string {
  const [a, b, c, d] = network.address.words;
  return formatAddress({ v4: network.address.v4, words: [a, b, c, d + host] });
}

function scannerAddresses(port: SamplePort): readonly string[] {
  return port.scanners.networks.flatMap((text) => {
    const network = parseNetwork(text);
    if (network === null) return [];
    return Array.from({ length: Math.min(126, 2 ** (32 - network.prefix) - 2) }, (_, i) =>
      hostOf(network, i + 1),
    );
  });
}

/** What the sample port's own feed lists: the campaign's server and name, and some of the scanners. */
export function sampleFeed(port: SamplePort): readonly FeedEntry[] {
  const { campaign, scanners } = port;
  const claim = { confidence: campaign.confidence, labels: campaign.labels };
  const noise = { confidence: 60, labels: ["scanner"] };
  return [
    { observable: { type: "ipv4" as const, value: campaign.server }, claim, line: 1 },
    { observable: { type: "domain" as const, value: campaign.listed_name }, claim, line: 2 },
    ...scannerAddresses(port)
      .slice(0, scanners.listed)
      .map((value, i) => ({ observable: { type: "ipv4" as const, value }, claim: noise, line: i + 3 })),
  ];
}

function* work(port: SamplePort, member: SampleMember, atUs: number, random: Random): Iterable<SampleLine> {
  const source = random.pick(member.office);
  const name = random.pick(port.ordinary.names);
  const answer = random.pick(port.ordinary.addresses);
  const from = { atUs, source, sourcePort: ephemeral(random) };
  yield {
    ...lookupLine(member, { ...from, destination: member.resolver, destinationPort: 53, name, answer }),
    atUs,
    member: member.id,
  };
  const later = atUs + 20_000 + random.below(80_000);
  const flow = {
    ...from,
    atUs: later,
    destination: answer,
    destinationPort: 443,
    protocol: "tcp" as const,
    service: "ssl",
    allowed: true,
    bytesOut: 700 + random.below(4000),
    bytesIn: 2000 + random.below(90_000),
  };
  yield { ...flowLine(member, flow), atUs: later, member: member.id };
}

function knock(member: SampleMember, scanner: string, atUs: number, random: Random): SampleLine {
  const server = random.pick(member.servers);
  const sourcePort = ephemeral(random);
  if (member.speaks === "syslog" && random.next() < 0.2) {
    const user = random.pick(["admin", "root", "oracle", "dispatch", "test"]);
    return { ...guessLine(atUs, scanner, sourcePort, user), atUs, member: member.id };
  }
  const flow = {
    atUs,
    source: scanner,
    sourcePort,
    destination: server,
    destinationPort: random.pick([22, 23, 80, 443, 445, 3389, 5900, 8080]),
    protocol: "tcp" as const,
    service: "",
    allowed: false,
    bytesOut: 60,
    bytesIn: 0,
  };
  return { ...flowLine(member, flow), atUs, member: member.id };
}

function* cranes(port: SamplePort, startUs: number, random: Random): Iterable<SampleLine> {
  for (const crane of port.cranes)
    for (let atUs = startUs; atUs < startUs + port.minutes * minuteUs; atUs += 2e6) {
      const func = random.next() < 0.9 ? "READ_HOLDING_REGISTERS" : "WRITE_MULTIPLE_REGISTERS";
      const ends = { source: crane.hmi, sourcePort: 49_700, destination: crane.plc, destinationPort: 502 };
      yield {
        ...modbusLine({ atUs: atUs + random.below(300_000), ...ends, func }),
        atUs,
        member: crane.member,
      };
    }
}

function* campaign(port: SamplePort, startUs: number, random: Random): Iterable<SampleLine> {
  const { server, steps, name_server_asks: name } = port.campaign;
  for (const step of steps) {
    const member = port.members.find((m) => m.id === step.member);
    if (member === undefined) continue;
    for (let i = 0; i < step.times; i++) {
      const atUs = Math.round(
        startUs + step.from * minuteUs + i * step.every_s * 1e6 + random.below(3_000_000),
      );
      const from = { atUs, source: step.machine, sourcePort: ephemeral(random) };
      const asks = { ...from, destination: member.resolver, destinationPort: 53, name, answer: server };
      if (i % 4 === 0) yield { ...lookupLine(member, asks), atUs, member: member.id };
      const flow = {
        ...from,
        destination: server,
        destinationPort: 443,
        protocol: "tcp" as const,
        service: "ssl",
        allowed: true,
        bytesOut: 1180 + random.below(40),
        bytesIn: 340 + random.below(20),
      };
      yield { ...flowLine(member, flow), atUs, member: member.id };
    }
  }
}

/** All lines of the half hour from `startUs`, in order of time. */
export function sampleTraffic(port: SamplePort, startUs: number, seed = 1): readonly SampleLine[] {
  const random = seededRandom(seed);
  const scanners = scannerAddresses(port);
  const lines: SampleLine[] = [...cranes(port, startUs, random), ...campaign(port, startUs, random)];
  const second = 1e6;
  for (let atUs = startUs; atUs < startUs + port.minutes * minuteUs; atUs += second)
    for (const member of port.members) {
      if (random.next() < 0.5) lines.push(...work(port, member, atUs + random.below(second), random));
      for (let knocks = random.below(5); knocks > 0; knocks--)
        lines.push(knock(member, random.pick(scanners), atUs + random.below(second), random));
    }
  return lines.sort((a, b) => a.atUs - b.atUs);
}
