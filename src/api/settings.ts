/** What a person may set for the console and the API. */
import { z } from "zod";

export const apiSettings = z.strictObject({
  host: z
    .string()
    .default("127.0.0.1")
    .describe(
      "Address the console and the API listen on; beyond loopback always with TLS or behind a proxy.",
    ),
  port: z
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(8420)
    .describe("Port of the console and the API; 0 takes any free one."),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "How people reach the console (`https://center.example`): in links, and the name that passkeys are bound to. Without it the address it listens on.",
    ),
  behindProxy: z
    .boolean()
    .default(false)
    .describe(
      "True where exactly one proxy stands in front, does TLS, and sets X-Forwarded-For and X-Forwarded-Proto; plain HTTP is then served beyond loopback.",
    ),
  tls: z
    .strictObject({
      certificate: z.string().optional().describe("A PEM file with the certificate and its chain."),
      key: z.string().optional().describe("A PEM file with the certificate's key."),
      off: z
        .boolean()
        .default(false)
        .describe("True makes no self-signed certificate; beyond loopback it needs `api.behindProxy`."),
    })
    .prefault({}),
});

export type ApiSettings = z.infer<typeof apiSettings>;
