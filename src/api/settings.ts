/** What a person may set for the console and the API. */
import { z } from "zod";

export const apiSettings = z.strictObject({
  host: z
    .string()
    .default("127.0.0.1")
    .describe("Address the console and the API listen on; only loopback until TLS is set up."),
  port: z
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(8420)
    .describe("Port of the console and the API; 0 takes any free one."),
});

export type ApiSettings = z.infer<typeof apiSettings>;
