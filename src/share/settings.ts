/** What may be set for sharing: other TAXII servers and MISP feeds that the center reads. */
import { z } from "zod";
import { tlpLabels } from "../model/index.js";

const given = z.strictObject({
  collection: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional()
    .describe("The address of the collection that is written to; the one that is read where left out."),
  tlp: z
    .enum(["TLP:CLEAR", "TLP:GREEN"])
    .default("TLP:CLEAR")
    .describe("The highest marking that goes there."),
  sources: z
    .array(z.string().min(1).max(200))
    .max(1000)
    .optional()
    .describe(
      "The only sources whose word goes there; all but other TAXII servers and other centers where left out.",
    ),
});

/** What a server and a feed have in common. */
const name = z
  .string()
  .regex(/^[\w .-]{1,100}$/)
  .describe("What its indicators are listed under.");
const address = z.url({ protocol: /^https?$/ }).max(2000);
const user = z
  .string()
  .max(200)
  .optional()
  .describe("The name for HTTP Basic; without it the secret goes as a Bearer token.");
const everyMinutes = (minutes: number) =>
  z.number().min(1).max(10_080).default(minutes).describe("How often it is read, in minutes.");
const confidence = z
  .number()
  .int()
  .min(0)
  .max(100)
  .default(50)
  .describe("Their confidence where they say none.");
const near = z
  .boolean()
  .default(false)
  .describe("True where it stands in this or a private network; plain HTTP is then allowed.");
const authorityFile = z
  .string()
  .optional()
  .describe("A PEM file with the certificates that it is trusted by, beside the system's.");

const otherServer = z.strictObject({
  name,
  collection: address.describe("The collection's address: `https://taxii.example/root/collections/ID/`."),
  user,
  secretFile: z
    .string()
    .optional()
    .describe("A file with the password or the token; left out where none is needed."),
  everyMinutes: everyMinutes(15),
  tlp: z.enum(tlpLabels).default("TLP:AMBER").describe("What indicators without a marking count as."),
  confidence,
  near,
  authorityFile,
  read: z.boolean().default(true).describe("False where it is only given to."),
  give: given
    .optional()
    .describe("What goes to it of what the center's sources say; nothing where left out."),
});

const otherFeed = z.strictObject({
  name,
  url: address.describe("The folder with its manifest.json: `https://misp.example/feed/`."),
  user,
  secretFile: z
    .string()
    .optional()
    .describe("A file with the password, token or key; left out where none is needed."),
  bareKey: z
    .boolean()
    .default(false)
    .describe("True where the secret goes alone in the header Authorization, as a MISP takes its keys."),
  everyMinutes: everyMinutes(60),
  tlp: z.enum(tlpLabels).default("TLP:AMBER").describe("What events without a marking count as."),
  confidence,
  distribution: z
    .enum(["event", "feed"])
    .default("event")
    .describe(
      "Whether an event's own distribution bounds how far it goes, or, as MISP takes feeds, this feed's TLP alone.",
    ),
  near,
  authorityFile,
});

export const shareSettings = z.strictObject({
  misp: z
    .strictObject({
      feeds: z.array(otherFeed).max(50).default([]).describe("Other MISP feeds whose events are read."),
    })
    .prefault({}),
  taxii: z
    .strictObject({
      servers: z
        .array(otherServer)
        .max(50)
        .default([])
        .describe("Other TAXII 2.1 servers that are read, given to, or both."),
    })
    .prefault({}),
  peers: z
    .strictObject({
      host: z.string().default("0.0.0.0").describe("Address that the door for other centers listens on."),
      port: z
        .number()
        .int()
        .min(0)
        .max(65_535)
        .optional()
        .describe("Its port, always with TLS; no door without it. 0 takes any free one."),
      near: z
        .boolean()
        .default(false)
        .describe("True where other centers stand in this or a private network."),
    })
    .prefault({}),
});

export type OtherFeed = z.infer<typeof otherFeed>;
export type OtherServer = z.infer<typeof otherServer>;
