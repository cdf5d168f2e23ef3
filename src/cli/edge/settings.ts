/** What may be set for an edge; `docs/edge.md` shows the whole file. */
import { z } from "zod";

export const edgeSettings = z.strictObject({
  center: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional()
    .describe("The center's address: `https://center.example:8420`. Plain HTTP only on this machine itself."),
  tokenFile: z.string().optional().describe("A file with the edge's token; BREAKWATER_TOKEN does as well."),
  name: z
    .string()
    .max(100)
    .optional()
    .describe("What the center calls this edge; the machine's name where left out."),
  centerKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .optional()
    .describe("The center's public key, 64 hex digits; where left out, the first one that is met is kept."),
  fingerprint: z
    .string()
    .regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/i)
    .optional()
    .describe(
      "SHA-256 of the center's certificate, where no authority that this machine trusts has signed it.",
    ),
  authorityFile: z
    .string()
    .optional()
    .describe("A PEM file with certificates that the center's is trusted by, beside the system's."),
  rules: z
    .string()
    .optional()
    .describe(
      "The YAML file with the member's own rules; `edge-rules.yaml` in the data folder where left out.",
    ),
  port: z
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(8421)
    .describe("Port of the local page and of /ingest, on loopback; 0 takes any free one."),
  outboxMiB: z
    .number()
    .int()
    .min(1)
    .max(1024)
    .default(32)
    .describe("What may wait for the center, in MiB; about 130,000 gathered sightings, days of them."),
});

export type EdgeSettings = z.infer<typeof edgeSettings>;
