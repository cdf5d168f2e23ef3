/**
 * Detection content that edges get beside indicators, each file under a name and by the hash of its bytes: the bounds that
 * detection goes by, the rules that run here, and what is set for them, as the gate lets each member have it. It is worked
 * out where rules, what is set for them, or the community have changed, for all members that have an edge at once.
 */
import type { Clock, Log } from "../../base/index.js";
import type { KnownRule, RuleKeeper } from "../../detect/index.js";
import { type DetectionLevel, detectionLevels, highConfidence, sightingWindowUs } from "../../model/index.js";
import {
  type EdgeBlob,
  type Gate,
  listEdges,
  type RuleContent,
  type RuleContentFile,
  ruleBlobsFor,
} from "../../share/index.js";
import type { State } from "../../store/index.js";

export interface EdgeContentParts {
  readonly state: State;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: RuleKeeper;
}

type Given = Promise<ReadonlyMap<string, readonly EdgeBlob[]>>;

export class EdgeContent {
  readonly #parts: EdgeContentParts;
  #content: Promise<RuleContent> | null = null;
  /** What the gate of today lets each member have; as the last change left it. */
  #gate: Gate | null = null;
  #given = new Map<string, Given>();

  constructor(parts: EdgeContentParts) {
    this.#parts = parts;
    parts.rules.onChange(() => {
      this.#content = null;
      this.#given.clear();
    });
  }

  async blobsFor(memberId: string, gate: Gate): Promise<readonly EdgeBlob[]> {
    const { rules, log } = this.#parts;
    await rules.ready;
    if (gate !== this.#gate) this.#given.clear();
    this.#gate = gate;
    const given = this.#given.get(memberId) ?? this.#give(memberId, gate);
    try {
      return [settingsBlob(), ...((await given).get(memberId) ?? [])];
    } catch (error) {
      log.error({ err: error }, "edges can't be given rules");
      if (this.#given.get(memberId) === given) this.#given.delete(memberId);
      return [settingsBlob()];
    }
  }

  /** For this member, and all others that have edges and were not given anything yet: reading is the long part. */
  #give(memberId: string, gate: Gate): Given {
    const { state, clock } = this.#parts;
    this.#content ??= this.#read();
    const content = this.#content;
    const others = listEdges(state.db).then((edges) => edges.map((edge) => edge.memberId));
    const given: Given = Promise.all([content, others]).then(([what, members]) => {
      const asked = [...new Set([memberId, ...members])].filter(
        (id) => id === memberId || !this.#given.has(id),
      );
      // One that asks meanwhile waits for this.
      if (this.#gate === gate && this.#given.get(memberId) === given)
        for (const id of asked) this.#given.set(id, given);
      return ruleBlobsFor(gate, asked, what, clock.nowUs());
    });
    this.#given.set(memberId, given);
    return given;
  }

  async #read(): Promise<RuleContent> {
    const { rules } = this.#parts;
    const { book, decided, builtIn, tuning } = rules;
    const byFile = new Map<string, KnownRule[]>();
    for (const rule of book.rules) {
      const at = placeOf(rule.source, rule.document.place.file);
      byFile.set(at, [...(byFile.get(at) ?? []), rule]);
    }
    const files: (RuleContentFile & { readonly gravity: number })[] = [];
    for (const { source, isOwn, files: of } of await rules.filesAtWork())
      for (const { file, text } of of) {
        const running = (byFile.get(placeOf(source, file)) ?? []).flatMap(({ key }) => {
          const one = decided.get(key);
          return one?.runs === true ? [{ key, level: one.isOn ? one.level : null }] : [];
        });
        // Filters change rules of other files.
        if (running.length === 0 && !/^filter:/m.test(text)) continue;
        files.push({ text, isOwn, rules: running, gravity: gravityOf(running, isOwn) });
      }
    files.sort((a, b) => b.gravity - a.gravity);
    const detectors: Record<string, DetectionLevel | null> = {};
    for (const { id } of builtIn) {
      const level = tuning.settings.get(id)?.level ?? null;
      if (decided.get(id)?.isOn !== true) detectors[id] = null;
      else if (level !== null) detectors[id] = level;
    }
    return { files, detectors, exceptions: tuning.exceptions };
  }
}

const placeOf = (source: string, file: string): string => JSON.stringify([source, file]);

/** The program's own rules and filters come first: a filter that is missing makes noise. */
function gravityOf(running: RuleContentFile["rules"], isOwn: boolean): number {
  if (isOwn || running.length === 0) return detectionLevels.length;
  return Math.max(...running.map(({ level }) => (level === null ? 0 : detectionLevels.indexOf(level))));
}

function settingsBlob(): EdgeBlob {
  const detection = { highConfidence, sightingWindowUs };
  return { name: "settings/detection.json", content: Buffer.from(`${JSON.stringify(detection)}\n`) };
}
