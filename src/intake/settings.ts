/** What a person may set for intake: the syslog door, and the files to follow. */
import { z } from "zod";

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
});

export type IntakeSettings = z.infer<typeof intakeSettings>;
