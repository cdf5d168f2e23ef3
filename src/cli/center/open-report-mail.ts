/** Opens the door for mail where the configuration names a port, and tells its health. */
import type { SourceHealth } from "../../api/index.js";
import { Problem } from "../../base/index.js";
import { type MailDoor, machineResolve, openMailDoor, type ReportMailSettings } from "../../intake/index.js";
import type { OpenCenter } from "./open-center.js";

export interface OpenedReportMail {
  readonly port: number | null;
  health(): readonly Omit<SourceHealth, "sinceUs">[];
  close(): Promise<void>;
}

export async function openReportMail(
  center: OpenCenter,
  { port, dns, ...settings }: ReportMailSettings,
  tls: { readonly certificate: string; readonly key: string } | null,
): Promise<OpenedReportMail> {
  const { mailJudge, log, clock } = center;
  if (port === undefined) return { port: null, health: () => [], close: async () => undefined };
  mailJudge.resolve = machineResolve(dns);
  const opened = await openMailDoor({
    ...settings,
    port,
    tls,
    clock,
    sink: mailJudge.sink(),
    onTrouble: (detail) => log.warn({ detail }, "the door for mail has trouble"),
  });
  if (opened instanceof Problem) {
    log.warn({ detail: opened.detail }, opened.title);
    const advice = `${opened.detail} ${opened.hint}`;
    const down = { id: "door-mail", title: "Mail", state: "down" as const, advice };
    return { port: null, health: () => [down], close: async () => undefined };
  }
  return beside(center, opened, settings.addresses);
}

function beside(center: OpenCenter, door: MailDoor, addresses: readonly string[]): OpenedReportMail {
  center.setReportMail(() => ({
    addresses,
    received: door.counts().received,
    refused: door.counts().refused,
  }));
  return {
    port: door.port,
    health: () => [center.mailJudge.health(door)],
    close: () => door.close(),
  };
}
