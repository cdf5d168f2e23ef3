/**
 * Files that leave by the web: a PUT or a WebDAV client that stores an archive, a dump or a password store on a server that
 * nobody knows, or much in an hour. Uploads that the server refused count as none. Inside, only an archive stored on a bare
 * address counts: file servers have names.
 * Bound: 4,096 pairs of machine and place, 3 MB.
 */

import { normalizeHost, type Observable } from "../../../model/index.js";
import type { Detector, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { oneMapRun } from "../one-map-run.js";
import { isCommonSite, isInnerName, isOneMachine } from "../places/places.js";
import type { KeptMap } from "../sketches/kept-map.js";
import { SlidingCount } from "../sketches/sliding.js";
import { bytesText, dayUs, isFromTheFuture, minuteUs, neverSaid, type Said, speaks } from "../state.js";

const paneUs = 10 * minuteUs;
const panes = 6;
const bytesInHourMin = 100e6;
const filesKept = 5;
const methods: ReadonlySet<string> = new Set(["PUT", "POST", "PATCH"]);
const telling =
  /\.(7z|zip|rar|tar|tgz|gz|bz2|xz|zst|cab|iso|bak|dmp|kdbx|pst|ost|edb|vhdx?|vmdk|ova|sql|sqlite|mdb|accdb|dit|ntds|hiv|pcapng?)$/;
const webDavClients = /webdav|davclnt|davfs|cadaver|rclone|cyberduck|gvfs/i;

interface Uploads extends Said {
  readonly recent: SlidingCount;
  files: string[];
  count: number;
  telling: number;
  webDav: boolean;
  bytes: number;
  firstUs: number;
  lastUs: number;
}

/** The last part of the path, without the query. */
function fileOf(uri: string): string {
  const path = uri.split(/[?#]/, 1)[0] as string;
  return path.slice(path.lastIndexOf("/") + 1).slice(0, 200);
}

interface Target {
  readonly value: Observable;
  readonly bare: boolean;
}

function targetOf(fact: Fact): Target | null {
  const named = normalizeHost(fact.http?.host ?? "");
  if (named !== null && named.type === "domain") {
    const own = fact.destinationInside || isInnerName(named.value);
    return own || isCommonSite(named.value) ? null : { value: named, bare: false };
  }
  const value = named ?? normalizeHost(fact.destination);
  return value === null || !isOneMachine(value.value) ? null : { value, bare: true };
}

function see(states: KeptMap<Uploads>, fact: Fact, sayings: Sayings): void {
  const { http } = fact;
  if (http === null || fact.direction === "inbound" || !methods.has(http.method) || http.status >= 300)
    return;
  const target = targetOf(fact);
  if (target === null) return;
  const file = fileOf(http.uri);
  const isTelling = http.method === "PUT" && telling.test(file.toLowerCase());
  if (fact.destinationInside && !isTelling) return;
  const key = `${fact.source} ${target.value.value}`;
  const uploads = states.at(key, () => ({
    recent: new SlidingCount(paneUs, panes),
    files: [],
    count: 0,
    telling: 0,
    webDav: false,
    bytes: 0,
    firstUs: fact.timeUs,
    lastUs: fact.timeUs,
    ...neverSaid(),
  }));
  uploads.count++;
  uploads.bytes += http.bytesOut ?? 0;
  uploads.recent.add(fact.timeUs, http.bytesOut ?? 0);
  uploads.firstUs = Math.min(uploads.firstUs, fact.timeUs);
  uploads.lastUs = Math.max(uploads.lastUs, fact.timeUs);
  uploads.webDav ||= webDavClients.test(http.userAgent);
  if (isTelling) {
    uploads.telling++;
    states.matters(key);
    if (uploads.files.length < filesKept && !uploads.files.includes(file)) uploads.files.push(file);
  }
  const isMuch = uploads.recent.sum >= bytesInHourMin;
  if (!isTelling && !isMuch) return;
  if (!speaks(uploads, isTelling ? uploads.telling : uploads.count, fact.timeUs, dayUs)) return;
  sayings.say({
    level: target.bare && isTelling && !fact.destinationInside ? "high" : "medium",
    subject: target.value,
    about: fact.source,
    count: uploads.count,
    firstUs: uploads.firstUs,
    lastUs: uploads.lastUs,
    fields: {
      machine: fact.source,
      destination: target.value.value,
      port: String(fact.destinationPort),
      method: http.method,
      ...(uploads.files.length > 0 ? { files: uploads.files.join(", ") } : {}),
      ...(uploads.webDav ? { by: "a WebDAV client" } : {}),
      ...(uploads.bytes > 0 ? { sent: bytesText(uploads.bytes) } : {}),
    },
  });
}

export const webUpload = {
  id: "web-upload",
  title: "Files leave by the web",
  explains:
    "Whoever steals files packs them and stores them on a web server of his own, often by WebDAV, as every Windows has a " +
    "client for it. Found: a PUT that a server took of an archive, a memory dump, a mailbox, a database or a password store " +
    "to a server that is on no list of known sites: high where it is a bare address outside, medium where it has a name or " +
    "is a bare address inside; and medium where one machine sends 100 MB or more within an hour to such a server outside. " +
    "What the server refused is none. Said once a day, or when the count has doubled.",
  level: "medium",
  techniques: ["T1048.003", "T1567"],
  scope: "member",
  stateBytesMax: 4 * 1024 * 1024,
  anyTime: true,
  wants: (fact) => fact.http !== null && !isFromTheFuture(fact),
  open: (saved) =>
    oneMapRun<Uploads>(
      {
        version: 1,
        capacity: 4096,
        see,
        saveState: (state) => ({
          ...structuredClone({ ...state, recent: null }),
          recent: state.recent.save(),
        }),
        openState: (state) => {
          const plain = state as Uploads;
          return { ...structuredClone(plain), recent: SlidingCount.open(paneUs, panes, plain.recent) };
        },
      },
      saved,
    ),
} satisfies Detector;
