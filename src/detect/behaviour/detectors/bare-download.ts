/**
 * A program fetched by an unencrypted web request from a server that has no name: how a first foothold mostly gets its tool.
 * Honest programs come from names and, by now, by TLS. Known by the kind of file that the sensor saw, or by its name.
 * Bound: 4,096 pairs of machine and server, 1 MB.
 */
import { normalizeHost } from "../../../model/index.js";
import type { Detector, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { textAt, textsAt } from "../facts/native-fields.js";
import { oneMapRun } from "../one-map-run.js";
import { isOneMachine } from "../places/places.js";
import type { KeptMap } from "../sketches/kept-map.js";
import { dayUs, isFromTheFuture, neverSaid, type Said, speaks } from "../state.js";

const programKinds =
  /application\/(?:x-dosexec|x-executable|x-msdownload|x-msdos-program|vnd\.microsoft\.portable-executable|x-mach-o-executable|x-elf|x-sharedlib|x-msi|hta)/i;
const programNames =
  /\.(?:exe|dll|scr|com|msi|hta|ps1|vbs|vbe|jse|wsf|bat|cmd|lnk|jar|apk|elf|sh)$|[._/](?:mips|mipsel|mpsl|arm[4-7]?|armv[4-7]l|x86(?:_64)?|i[56]86|sparc|sh4|ppc|m68k)$/i;
const filesKept = 5;

interface Download extends Said {
  files: string[];
  count: number;
  firstUs: number;
  lastUs: number;
}

function fileOf(uri: string): string {
  const path = uri.split(/[?#]/, 1)[0] as string;
  return path.slice(path.lastIndexOf("/") + 1).slice(0, 200);
}

/** What tells that it is a program, in words; empty where nothing does. */
function tellsProgram(fact: Fact, uri: string): string {
  const { native } = fact;
  const kind = [...textsAt(native, "resp_mime_types"), textAt(native, "http.http_content_type")].find(
    (each) => programKinds.test(each),
  );
  if (kind !== undefined) return kind;
  return programNames.test((uri.split(/[?#]/, 1)[0] as string).toLowerCase()) ? "by its name" : "";
}

function see(states: KeptMap<Download>, fact: Fact, sayings: Sayings): void {
  const { http } = fact;
  if (http === null || http.method === "CONNECT" || http.status >= 300 || !isOneMachine(fact.destination))
    return;
  const named = normalizeHost(http.host);
  if (named !== null && named.type === "domain") return;
  const why = tellsProgram(fact, http.uri);
  // By name alone a refusal that is not told would count: then the answer has to have a body.
  if (why === "" || (why === "by its name" && http.bytesIn === 0)) return;
  const value =
    named ?? normalizeHost(fact.destination.includes(":") ? `[${fact.destination}]` : fact.destination);
  if (value === null) return;
  const key = `${fact.source} ${value.value}`;
  const download = states.at(key, () => ({
    files: [],
    count: 0,
    firstUs: fact.timeUs,
    lastUs: fact.timeUs,
    ...neverSaid(),
  }));
  states.matters(key);
  download.count++;
  download.firstUs = Math.min(download.firstUs, fact.timeUs);
  download.lastUs = Math.max(download.lastUs, fact.timeUs);
  const file = fileOf(http.uri) || "without a name";
  if (download.files.length < filesKept && !download.files.includes(file)) download.files.push(file);
  if (!speaks(download, download.count, fact.timeUs, dayUs)) return;
  sayings.say({
    level: fact.destinationInside ? "low" : "medium",
    subject: value,
    about: fact.source,
    count: download.count,
    firstUs: download.firstUs,
    lastUs: download.lastUs,
    fields: {
      machine: fact.source,
      from: value.value,
      port: String(fact.destinationPort),
      files: download.files.join(", "),
      "known as a program": why,
      ...(http.userAgent === "" ? { "fetched by": "a client that does not say its name" } : {}),
    },
  });
}

export const bareDownload = {
  id: "bare-download",
  title: "A machine fetched a program from a server without a name",
  explains:
    "A machine got a program (by the kind of file that the sensor saw, or by its name: .exe, .dll, .ps1, .hta and others, " +
    "or the builds that malware for cameras and routers comes in) by an unencrypted web request to a bare address: medium, " +
    "low where the server is inside. Intruders bring their tools like that; installers of some devices do as well. Where a " +
    "record does not say what was answered, a file's name alone counts only if something came back. Said once a day for each " +
    "machine and server, or when the count has doubled.",
  level: "medium",
  techniques: ["T1105"],
  scope: "member",
  stateBytesMax: 1024 * 1024,
  anyTime: true,
  wants: (fact) => fact.direction !== "inbound" && fact.http !== null && !isFromTheFuture(fact),
  open: (saved) => oneMapRun<Download>({ version: 1, capacity: 4096, see }, saved),
} satisfies Detector;
