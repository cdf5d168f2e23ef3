/** The door for mail with the center's own certificate: STARTTLS, and nothing of before it counts after it. */
import { createTransport } from "nodemailer";
import { expect, test } from "vitest";
import { Problem, systemClock } from "../../base/index.js";
import { type ArrivedMail, openMailDoor } from "../../intake/index.js";
import { RawClient } from "../../intake/mail/testing.js";
import { makeSelfSigned, ownNames } from "./self-signed.js";

test("mail comes in over TLS; what was said before it, in the clear, is forgotten", async () => {
  const kept: ArrivedMail[] = [];
  const tls = await makeSelfSigned(ownNames("127.0.0.1"), systemClock.nowUs());
  const door = await openMailDoor({
    host: "127.0.0.1",
    port: 0,
    addresses: ["report@center.example"],
    relays: [],
    tls,
    sink: {
      accept: async (mail) => {
        kept.push(mail);
        return "kept";
      },
    },
  });
  if (door instanceof Problem) throw new Error(door.detail);
  try {
    await createTransport({
      host: "127.0.0.1",
      port: door.port,
      requireTLS: true,
      tls: { rejectUnauthorized: false },
    }).sendMail({ from: "ana@pier7.example", to: "report@center.example", text: "x" });
    expect(kept).toHaveLength(1);
    const client = new RawClient(door.port);
    await client.until(/^220 /m);
    expect(await client.say("EHLO client.example", /^250 /m)).toContain("STARTTLS");
    // A command that rides behind STARTTLS in the clear (CVE-2011-0411) is never answered.
    await client.write("STARTTLS\r\nMAIL FROM:<x@y.example>\r\n");
    const said = await client.until(/^220 .*\r\n/m);
    expect(said.match(/^\d{3} /gm)).toEqual(["220 "]);
    client.end();
  } finally {
    await door.close();
  }
}, 30_000);
