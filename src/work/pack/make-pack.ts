/**
 * Makes a pack: reads each part, asks the gate for every entry as toward a file that anyone may read, and signs what it
 * released. What stays is told with its reason, the place in the entry among it. Receipts and the entry of the audit
 * chain are written in the transaction that read the parts.
 */
import { setImmediate } from "node:timers/promises";
import { canonicalJson, isoTime, Problem, sha256Hex } from "../../base/index.js";
import {
  type GateRequest,
  type PackObject,
  type Receipt,
  receiptOf,
  writeReceipts,
} from "../../share/index.js";
import { appendAudit, inTransaction, type State } from "../../store/index.js";
import { type Community, loadCommunity } from "../../warn/index.js";
import { workProblem } from "../problems.js";
import { fileOf, manifestFile, writeArchive } from "./archive.js";
import { packBytesMax, partBytesMax } from "./limits.js";
import { centerNameMax, firstIssue, type Manifest, type Signer, signManifest } from "./manifest.js";
import { type Held, lineShape, type PackContext, type PackPart } from "./part.js";
import { packParts } from "./parts/index.js";

export interface PackMaker {
  readonly state: State;
  readonly clock: PackContext["clock"];
  readonly configured: PackContext["configured"];
  readonly signer: Signer;
}

export interface PackAsked {
  /** Ids of the parts that go in; all that are not for asking only where left out. */
  readonly only?: readonly string[] | undefined;
  /** Parts that go in only where they are asked for, beside the others. */
  readonly also?: readonly string[] | undefined;
  /** The center's name, to stand on the pack; null where it is to stay out. */
  readonly center: string | null;
  readonly actor: string;
}

/** An entry, or a value of one, that stayed here. */
export interface LeftOut {
  readonly part: string;
  readonly key: string;
  readonly reason: string;
}

export interface MadePack {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly manifest: Manifest;
  readonly leftOut: readonly LeftOut[];
}

interface Gathered {
  readonly files: Map<string, string>;
  readonly parts: Manifest["parts"];
  readonly leftOut: LeftOut[];
  readonly receipts: Receipt[];
}

const recipient = { kind: "file", name: "pack" } as const;

function chosen({ only, also = [] }: PackAsked): readonly PackPart[] | Problem {
  const unknown = [...(only ?? []), ...also].find((id) => !packParts.some((part) => part.id === id));
  if (unknown !== undefined) {
    const known = packParts.map(({ id }) => id).join(", ");
    return workProblem("pack-part-unknown", `${JSON.stringify(unknown.slice(0, 60))}: there are ${known}.`);
  }
  return packParts.filter(
    ({ id, onlyWhenAsked }) => also.includes(id) || (only?.includes(id) ?? !onlyWhenAsked),
  );
}

/** What the gate says of an entry, with its receipt. */
function ask(community: Community, object: PackObject, receipts: Receipt[]) {
  const request: GateRequest<PackObject> = { object, recipient, channel: "file" };
  const decision = community.gate.decide(request);
  receipts.push(receiptOf(request, decision, null));
  return decision;
}

/** The entries of a part that leave, in order of their keys. */
async function gather(
  part: PackPart,
  entries: readonly Held[],
  community: Community,
  namedMemberId: string | null,
  gathered: Gathered,
): Promise<void> {
  const { id, apart, keyOf } = part;
  const leaving: object[] = [];
  const leave = (key: string, reason: string) => gathered.leftOut.push({ part: id, key, reason });
  const ordered = entries.map((each) => ({ ...each, key: keyOf(each.entry) }));
  ordered.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (const [at, { entry, tlp, stays, key }] of ordered.entries()) {
    if (stays !== null) {
      leave(key, stays);
      continue;
    }
    const read = part.entry.safeParse(entry);
    if (!read.success) {
      leave(key, `It can't be written in a pack: ${firstIssue(read.error)}`);
      continue;
    }
    const object: PackObject = {
      kind: "pack",
      id: `${id}/${at}`,
      tlp,
      content: read.data,
      apart,
      namedMemberId,
    };
    const decision = ask(community, object, gathered.receipts);
    if (!decision.released) leave(key, decision.reason);
    else {
      leaving.push(decision.form.content);
      for (const place of decision.form.cut) leave(key, `${place} shows a member, and was cut.`);
    }
    // The gate reads every text in all codings; telemetry goes on between two entries.
    await setImmediate();
  }
  const text = canonicalJson({ entries: leaving });
  gathered.files.set(fileOf(id), text);
  const bytes = Buffer.byteLength(text);
  gathered.parts.push({ id, entries: leaving.length, bytes, sha256: sha256Hex(text) });
}

/** The center's name for the pack, if the gate lets it: it may show the center's own member and no other. */
function nameFor(center: string, community: Community, receipts: Receipt[]): string | Problem {
  const read = lineShape(centerNameMax).min(1).safeParse(center);
  if (!read.success) return workProblem("pack-entry-invalid", `The center's name: ${firstIssue(read.error)}`);
  const object: PackObject = {
    kind: "pack",
    id: "manifest/center",
    tlp: "TLP:CLEAR",
    content: { center: read.data },
    apart: [],
    namedMemberId: community.centerId,
  };
  const decision = ask(community, object, receipts);
  return decision.released ? read.data : workProblem("pack-entry-invalid", decision.reason);
}

export async function makePack(maker: PackMaker, asked: PackAsked): Promise<MadePack | Problem> {
  const { state, clock, configured, signer } = maker;
  const parts = chosen(asked);
  if (parts instanceof Problem) return parts;
  return inTransaction(state.db, async (tx) => {
    const community = await loadCommunity(tx);
    const gathered: Gathered = { files: new Map(), parts: [], leftOut: [], receipts: [] };
    const center = asked.center === null ? null : nameFor(asked.center, community, gathered.receipts);
    if (center instanceof Problem) return center;
    const named = center === null ? null : community.centerId;
    for (const part of parts) {
      const entries = await part.read({ db: tx, clock, actor: asked.actor, configured });
      await gather(part, entries, community, named, gathered);
    }
    const large = gathered.parts.find(({ bytes }) => bytes > partBytesMax);
    if (large !== undefined)
      return workProblem("pack-too-large", `The part ${large.id} has ${large.bytes} bytes.`);
    const created = isoTime(Math.floor(clock.nowUs() / 1e6) * 1e6);
    const { manifest, text } = signManifest({ center, created, parts: gathered.parts }, signer);
    const bytes = await writeArchive(new Map([[manifestFile, text], ...gathered.files]));
    if (bytes.length > packBytesMax) return workProblem("pack-too-large", `It has ${bytes.length} bytes.`);
    const sha256 = sha256Hex(bytes);
    await writeReceipts(tx, clock, gathered.receipts, asked.actor);
    await appendAudit(tx, clock, [
      {
        kind: "pack-export",
        actor: asked.actor,
        subject: "pack",
        detail: {
          sha256,
          named: center !== null,
          leftOut: gathered.leftOut.length,
          parts: Object.fromEntries(manifest.parts.map(({ id, entries }) => [id, entries])),
        },
      },
    ]);
    return { bytes, sha256, manifest, leftOut: gathered.leftOut };
  });
}
