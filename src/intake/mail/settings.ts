/** What a person may set for mail to the center. */
import { z } from "zod";

const addressShape = z.string().regex(/^[^\s@<>]+@[^\s@<>]+$/, "is not a mail address");

export const reportMailSettings = z
  .strictObject({
    port: z
      .number()
      .int()
      .min(0)
      .max(65535)
      .optional()
      .describe("Port of the door for mail (SMTP); 0 takes any free one. Left out: no such door."),
    host: z.string().default("127.0.0.1").describe("Address the mail door listens on."),
    addresses: z
      .array(addressShape)
      .max(50)
      .default([])
      .describe(
        "Mail addresses that members write to (`report@center.example`); mail to any other is refused.",
      ),
    relays: z
      .array(z.union([z.ipv4(), z.ipv6()]))
      .max(50)
      .default([])
      .describe(
        "Addresses of your own mail servers that hand mail on to this door: what they say of the sender (XFORWARD) is believed.",
      ),
    dns: z
      .array(z.string().regex(/^[0-9a-fA-F.:[\]]{2,60}$/, "is not an address"))
      .max(5)
      .default([])
      .describe(
        "DNS servers that are asked about senders (`192.0.2.53`, `192.0.2.53:5353`); the machine's own where left out.",
      ),
  })
  .refine(({ port, addresses }) => port === undefined || addresses.length > 0, {
    path: ["addresses"],
    message: "names no address to take mail for",
  });

export type ReportMailSettings = z.infer<typeof reportMailSettings>;
