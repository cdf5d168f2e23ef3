/** What a person may set for intake: the syslog door, and the files to follow. */
import { z } from "zod";

const port = z.number().int().min(0).max(65535);

const memberName = z
  .string()
  .optional()
  .describe("Member whose telemetry comes in here, where nothing else tells; the port's own where left out.");

const tlsClient = z
  .strictObject({
    member: z.string().describe("Name of the member whose certificate it is."),
    fingerprint: z
      .string()
      .regex(
        /^(?:sha-256:(?:[0-9a-f]{2}:?){32}|sha-1:(?:[0-9a-f]{2}:?){20})$/i,
        "is no fingerprint as `sha-256:AB:CD:…`",
      )
      .optional()
      .describe(
        "The certificate's own, as `sha-256:AB:CD:…` (RFC 5425, section 4.2.2); who issued it does not matter.",
      ),
    name: z
      .string()
      .regex(/^[a-z0-9*_-]+(?:\.[a-z0-9_-]+)*$/i, "is not a DNS name")
      .optional()
      .describe("A DNS name in the certificate, which one of `authoritiesFile` must vouch for."),
  })
  .refine(({ fingerprint, name }) => (fingerprint === undefined) !== (name === undefined), {
    message: "needs either `fingerprint` or `name`",
  });

const syslogTls = z.strictObject({
  port: port
    .optional()
    .describe(
      "Port for syslog over TLS (RFC 5425 names 6514); 0 takes any free one. Left out: no such door.",
    ),
  host: z.string().default("127.0.0.1").describe("Address the door listens on."),
  clientCertificates: z
    .enum(["none", "optional", "required"])
    .default("optional")
    .describe("Whether senders show a certificate. One that is shown must be a member's, and good."),
  authoritiesFile: z
    .string()
    .optional()
    .describe("A PEM file with those who vouch for names in certificates."),
  clients: z.array(tlsClient).max(1000).default([]).describe("Members by certificate."),
  member: memberName,
});

const relp = z.strictObject({
  port: port.optional().describe("Port for RELP; 0 takes any free one. Left out: no such door."),
  host: z.string().default("127.0.0.1").describe("Address the door listens on."),
  tls: z
    .boolean()
    .default(false)
    .describe("True: over TLS, with what `intake.syslogTls` says of certificates and clients."),
  member: memberName,
});

const nats = z.strictObject({
  servers: z
    .array(
      z
        .string()
        .regex(/^(?:nats:\/\/|tls:\/\/)?[\w.[\]:-]{1,255}$/, "is not a server as `nats.example:4222`"),
    )
    .max(20)
    .default([])
    .describe("NATS servers (`nats.example:4222`); none: no such door."),
  credentialsFile: z.string().optional().describe("A `.creds` file to sign in with."),
  tokenFile: z.string().optional().describe("A file with a token to sign in with."),
  caFile: z
    .string()
    .optional()
    .describe("A PEM file with who vouches for the servers; TLS is asked for then."),
  subjects: z
    .array(
      z.strictObject({
        subject: z
          .string()
          .regex(/^[^\s.]+(?:\.[^\s.]+)*$/, "is not a subject")
          .max(200)
          .describe("A subject of a JetStream stream; may have `*` and `>`."),
        member: memberName,
      }),
    )
    .max(100)
    .default([])
    .describe("Subjects that are read, and whose each is."),
});

const drop = z.strictObject({
  path: z.string().describe("A folder that files are put into whole."),
  member: memberName,
  format: z.string().optional().describe("Id of the format, where it can't be told from the content."),
  after: z
    .enum(["move", "delete"])
    .default("move")
    .describe("What becomes of a file that is safe: moved to `done/` below, or deleted."),
});

export const intakeSettings = z.strictObject({
  syslog: z
    .strictObject({
      port: z
        .number()
        .int()
        .min(0)
        .max(65535)
        .default(8514)
        .describe("Port for syslog over UDP and TCP; 0 takes any free one."),
      host: z.string().default("127.0.0.1").describe("Address the syslog door listens on."),
      off: z.boolean().default(false).describe("True: no syslog door."),
      member: z
        .string()
        .optional()
        .describe("Member whose telemetry comes in here, where the sender's address tells nothing."),
    })
    .prefault({}),
  follow: z
    .array(
      z.strictObject({
        path: z.string().describe("A file, a folder, or a pattern such as /opt/zeek/logs/current/*.log."),
        member: z
          .string()
          .optional()
          .describe("Name of the member whose telemetry this is; the port's own where left out."),
        format: z.string().optional().describe("Id of the format, where it can't be told from the content."),
      }),
    )
    .default([])
    .describe("Files to follow, as `tail -F` does."),
  syslogTls: syslogTls.prefault({}),
  relp: relp.prefault({}),
  nats: nats.prefault({}),
  drop: z.array(drop).max(100).default([]).describe("Folders that files are dropped into."),
});

export type IntakeSettings = z.infer<typeof intakeSettings>;
