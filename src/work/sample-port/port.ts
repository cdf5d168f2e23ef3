/**
 * The sample port as data: `content/sample-port/port.yaml`, read by schema. It names the members, machines, cranes
 * and the one campaign; `traffic.ts` makes the half hour out of it.
 */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { sectors, tlpLabels } from "../../model/index.js";

const addresses = z.array(z.string()).min(1);

/** Minutes from the start of the half hour. */
const during = { from: z.number(), to: z.number() };

const memberSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  sector: z.enum(sectors),
  providers: z.array(z.string()),
  networks: addresses,
  speaks: z.enum(["zeek-json", "eve", "syslog"]),
  office: addresses,
  servers: addresses,
  resolver: z.string(),
});

const portSchema = z.strictObject({
  version: z.literal(1),
  minutes: z.number().int().positive(),
  members: z.array(memberSchema).min(1),
  cranes: z.array(
    z.strictObject({
      name: z.string(),
      member: z.string(),
      plc: z.string(),
      drive: z.string(),
      hmi: z.string(),
    }),
  ),
  site: z.strictObject({
    member: z.string(),
    work_orders: z.array(
      z.strictObject({
        ...during,
        number: z.string(),
        title: z.string(),
        cranes: z.string(),
        vendor: z.string(),
      }),
    ),
    windows: z.array(z.strictObject({ ...during, title: z.string(), cranes: z.string() })),
  }),
  ordinary: z.strictObject({ names: z.array(z.string()).min(1), addresses }),
  scanners: z.strictObject({ networks: addresses, listed: z.number().int() }),
  feed: z.strictObject({ name: z.string(), tlp: z.enum(tlpLabels) }),
  campaign: z.strictObject({
    name: z.string(),
    labels: z.array(z.string()),
    server: z.string(),
    name_server_asks: z.string(),
    listed_name: z.string(),
    confidence: z.number(),
    steps: z.array(
      z.strictObject({
        member: z.string(),
        machine: z.string(),
        from: z.number(),
        every_s: z.number().positive(),
        times: z.number().int().positive(),
      }),
    ),
  }),
});

export type SamplePort = z.infer<typeof portSchema>;
export type SampleMember = SamplePort["members"][number];

/** Everything the sample port makes carries this mark, and `demo remove` removes what carries it. */
export const sampleMark = "sample-port";

const folder = new URL("../../../content/sample-port/", import.meta.url);

/** A file of the sample port. */
export const readSampleFile = (name: string): string => readFileSync(new URL(name, folder), "utf8");

export function readSamplePort(): SamplePort {
  return portSchema.parse(parse(readSampleFile("port.yaml")));
}
