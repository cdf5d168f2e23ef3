/** What may be set for the channels by which warnings reach people. */
import { z } from "zod";

export const mailSettings = z.strictObject({
  host: z
    .string()
    .min(1)
    .max(253)
    .optional()
    .describe("The mail server that takes outgoing mail; no mail is sent where this is left out."),
  port: z.number().int().min(1).max(65_535).default(587).describe("Its port."),
  tls: z
    .enum(["starttls", "implicit", "off"])
    .default("starttls")
    .describe(
      "`starttls` begins plain and demands TLS before anything is said; `implicit` is TLS from the first byte (port 465); `off` only to this machine itself. Certificates are verified.",
    ),
  caFile: z
    .string()
    .optional()
    .describe("A PEM file with the authority of the server's certificate, where it is one of your own."),
  plainBeyondLoopback: z
    .boolean()
    .default(false)
    .describe(
      "True allows `tls: off` to another machine: passwords and warnings then cross the network in the clear.",
    ),
  user: z.string().min(1).max(254).optional().describe("The name to sign in with at the mail server."),
  passwordFile: z.string().optional().describe("A file with the password to it."),
  from: z
    .string()
    .max(254)
    .optional()
    .describe("The address that mail comes from; needed where `mail.host` is set."),
  fromName: z.string().min(1).max(120).default("Breakwater").describe("The name before it."),
  replyTo: z.string().max(254).optional().describe("Where answers go; the sending address where left out."),
});

export type MailSettings = z.infer<typeof mailSettings>;
