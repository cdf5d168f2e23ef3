/**
 * Who an edge is and whom it knows: its own id, the center's key as it was first met or given, whose edge it is, the key
 * of hashed values. Kept in the data folder, readable by its owner alone.
 */
import { join } from "node:path";
import { newId, type Problem } from "../../base/index.js";
import type { ContactAnswer } from "../../share/index.js";
import { cliProblem } from "../problems.js";
import { readIfThere, writeDurable } from "./durable-file.js";

export interface Identity {
  readonly id: string;
  /** These are null before the center has answered for the first time. */
  readonly audience: string | null;
  readonly publicKey: string | null;
  readonly blindKey: string | null;
  readonly networks: readonly string[];
}

export class EdgeIdentity {
  readonly #path: string;
  #now: Identity;

  private constructor(path: string, now: Identity) {
    this.#path = path;
    this.#now = now;
  }

  /** `centerKey` is the one that its operator gave; it must not be another than the one at hand. */
  static async open(folder: string, centerKey: string | null): Promise<EdgeIdentity | Problem> {
    const path = join(folder, "edge.json");
    const text = await readIfThere(path);
    let known: Identity | null = null;
    try {
      known = text === null ? null : (JSON.parse(text) as Identity);
    } catch {
      return cliProblem("edge-folder", `${path} is no JSON.`);
    }
    const now = known ?? { id: newId(), audience: null, publicKey: null, blindKey: null, networks: [] };
    if (centerKey !== null && now.publicKey !== null && now.publicKey !== centerKey)
      return cliProblem("edge-center", "The key that was given is another than the one this edge knows.");
    const identity = new EdgeIdentity(path, { ...now, publicKey: centerKey ?? now.publicKey });
    await identity.#save();
    return identity;
  }

  get now(): Identity {
    return this.#now;
  }

  /** Takes what the center said of itself; a Problem where it is another center, or this is another member's edge. */
  async meet({ audience, publicKey, blindKey, networks }: ContactAnswer): Promise<Problem | null> {
    const known = this.#now;
    if (known.publicKey !== null && known.publicKey !== publicKey)
      return cliProblem("edge-center", "It signs with another key than the one this edge knows.");
    if (known.audience !== null && known.audience !== audience)
      return cliProblem(
        "edge-member",
        "The token is another member's than the one this folder was made with.",
      );
    const next = { ...known, audience, publicKey, blindKey, networks };
    if (JSON.stringify(next) === JSON.stringify(known)) return null;
    this.#now = next;
    await this.#save();
    return null;
  }

  #save(): Promise<void> {
    return writeDurable(this.#path, `${JSON.stringify(this.#now)}\n`);
  }
}
