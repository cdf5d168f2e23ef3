/**
 * The mails of a world: what is due is handed over to a real mail server, at moments of the story and not of the
 * machine, and each mail is kept as an answer to whom it was written, for the same two judges.
 */
import { Problem } from "../../src/base/index.js";
import { claimLetters, mailSettings, openMail, setMailOn, settleLetter } from "../../src/warn/index.js";
import { openMailServer, type TakenMail } from "../mail-server.js";
import type { RunningCenter } from "./center.js";
import type { PlannedCommunity } from "./community.js";
import type { Heard } from "./walk.js";

/** Of the machine's clock and its lots, or of how the text was packed; what was packed is compared. */
const ofTheMachine = new Set(["date", "content-type", "content-transfer-encoding", "mime-version"]);

const textOf = (mail: TakenMail): string =>
  [
    mail.recipients.join(", "),
    ...mail.headers.filter(({ key }) => !ofTheMachine.has(key)).map(({ key, value }) => `${key}: ${value}`),
    "",
    mail.text ?? "",
    mail.html ?? "",
    ...mail.attachments.map(({ filename, mimeType }) => `${mimeType} ${filename}`),
  ].join("\n");
/** An order that no lot decides. */
const withoutLots = (text: string): string => text.replace(/[0-9a-f-]{36}|[\w-]{43}/g, "");

export interface Mails {
  /** What members' people were written so far. */
  readonly heard: readonly Heard[];
  /** Hands over all that is due now. */
  deliver(): Promise<void>;
  close(): Promise<void>;
}

export async function openMails({ center, clock }: RunningCenter, plan: PlannedCommunity): Promise<Mails> {
  const { db } = center.state;
  const server = await openMailServer();
  const settings = { host: "127.0.0.1", port: server.port, tls: "off", from: "center@port.example" };
  const channel = openMail(mailSettings.parse(settings));
  if (channel === null || channel instanceof Problem) throw new Error("there is no mail");
  await setMailOn(db, clock, true);
  const heard: Heard[] = [];
  let round = 0;
  return {
    heard,
    deliver: async () => {
      const before = server.mails.length;
      round++;
      for (;;) {
        const letters = await claimLetters(db, clock, center.address);
        if (letters.length === 0) break;
        for (const letter of letters)
          await settleLetter(db, clock, letter.id, await channel.handOver(letter));
      }
      const texts = server.mails
        .slice(before)
        .map((mail) => ({ to: mail.recipients[0] ?? "", text: textOf(mail) }));
      const key = ({ to, text }: (typeof texts)[number]) => `${to} ${withoutLots(text)}`;
      const counts = new Map<string, number>();
      for (const { to, text } of texts.sort((a, b) => (key(a) < key(b) ? -1 : 1))) {
        const count = (counts.get(to) ?? 0) + 1;
        counts.set(to, count);
        const member = plan.members.find(({ mailDomain }) => to.endsWith(`@${mailDomain}`))?.label ?? null;
        heard.push({
          caller: { name: `${member ?? "nobody's"} mail`, member, headers: {}, address: "" },
          label: `round ${round}: mail ${count} to ${to}`,
          action: "mail",
          asked: { method: "MAIL", path: "" },
          answered: { status: 250, text, body: text },
        });
      }
    },
    close: async () => {
      channel.close();
      await server.close();
    },
  };
}
