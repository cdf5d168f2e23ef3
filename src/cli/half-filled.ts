/**
 * Blocks of the configuration that are filled in halfway: each value is good, and together they do nothing, or not
 * what was meant. Told with their place when the file is read, before anything is opened by them.
 */
import type { z } from "zod";
import type { apiSettings } from "../api/index.js";
import type { intakeSettings, reportMailSettings } from "../intake/index.js";
import type { shareSettings } from "../share/index.js";
import type { MailSettings } from "../warn/index.js";

/** What of the configuration is looked at. */
interface Blocks {
  readonly api: z.infer<typeof apiSettings>;
  readonly intake: z.infer<typeof intakeSettings>;
  readonly reports: { readonly mail: z.infer<typeof reportMailSettings> };
  readonly mail: MailSettings;
  readonly share: z.infer<typeof shareSettings>;
}

const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(host);

/** A place and what is wrong there: `` `mail.from`: … ``. */
type Fault = readonly [place: string, what: string];

function mailFaults({ mail }: Blocks): readonly Fault[] {
  const { host, from, replyTo, user, passwordFile, caFile } = mail;
  const given = Object.entries({ from, replyTo, user, passwordFile, caFile }).find(
    ([, value]) => value !== undefined,
  );
  if (host === undefined)
    return given === undefined
      ? []
      : [["mail.host", `is missing: without a server no mail is sent, whatever \`mail.${given[0]}\` says`]];
  const faults: Fault[] = [];
  if (from === undefined) faults.push(["mail.from", "is missing: the address that mail comes from"]);
  if (user !== undefined && passwordFile === undefined)
    faults.push(["mail.passwordFile", "is missing: `mail.user` needs a file with its password"]);
  if (user === undefined && passwordFile !== undefined)
    faults.push(["mail.user", "is missing: `mail.passwordFile` needs the name it is of"]);
  if (mail.tls === "off" && !isLoopback(host) && !mail.plainBeyondLoopback)
    faults.push([
      "mail.tls",
      `is off, and ${host} is another machine: use \`starttls\` or \`implicit\`, or say \`mail.plainBeyondLoopback: true\``,
    ]);
  return faults;
}

function apiFaults({ api }: Blocks): readonly Fault[] {
  const { certificate, key, off } = api.tls;
  const faults: Fault[] = [];
  if (certificate !== undefined && key === undefined)
    faults.push(["api.tls.key", "is missing: `api.tls.certificate` needs its key"]);
  if (certificate === undefined && key !== undefined)
    faults.push(["api.tls.certificate", "is missing: `api.tls.key` needs its certificate"]);
  if (off && (certificate !== undefined || key !== undefined))
    faults.push(["api.tls.off", "is true beside a certificate: leave one of them out"]);
  if (off && !isLoopback(api.host) && !api.behindProxy)
    faults.push([
      "api.tls.off",
      `is true, and \`api.host\` is ${api.host}: beyond this machine it needs \`api.behindProxy: true\``,
    ]);
  return faults;
}

function reportFaults({ reports }: Blocks): readonly Fault[] {
  const { port, addresses, relays } = reports.mail;
  if (port !== undefined || addresses.length + relays.length === 0) return [];
  const named = addresses.length > 0 ? "addresses" : "relays";
  return [
    ["reports.mail.port", `is missing: without it there is no door for mail, whatever \`${named}\` says`],
  ];
}

function taxiiFaults({ share }: Blocks): readonly Fault[] {
  return share.taxii.servers.flatMap(({ user, secretFile }, at) =>
    user !== undefined && secretFile === undefined
      ? [
          [
            `share.taxii.servers.${at}.secretFile`,
            "is missing: `user` needs a file with its password",
          ] as const,
        ]
      : [],
  );
}

function intakeFaults({ intake }: Blocks): readonly Fault[] {
  return intake.syslog.off && intake.syslog.member !== undefined
    ? [["intake.syslog.member", "names whose telemetry comes in by a door that is off"]]
    : [];
}

/** Every block that is filled in halfway, a sentence each. */
export function halfFilled(configuration: Blocks): readonly string[] {
  return [mailFaults, apiFaults, reportFaults, taxiiFaults, intakeFaults]
    .flatMap((faultsOf) => faultsOf(configuration))
    .map(([place, what]) => `\`${place}\` ${what}.`);
}
