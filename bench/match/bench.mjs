// What a run knows and shares between its measurements: its size, its input files, one snapshot for each number of
// indicators, and how rounds take turns.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { feedInput, input } from "./input.mjs";
import { CannotMeasure, measuredCore, otherCore, runStage, startStage } from "./processes.mjs";
import { median } from "./statistics.mjs";

const sizes = {
  full: {
    rounds: 5,
    mixed: 10_000_000,
    files: { eve: 600, zeek: 400, "eve-escaped": 60 },
    parseBytes: 30e6,
    storeBytes: 150e6,
    rowsBytes: 300e6,
    prefixes: 500_000,
    lookups: 4_000_000,
    feedLines: 1_000_000,
    changes: 100_000,
  },
  quick: {
    rounds: 3,
    mixed: 1_000_000,
    files: { eve: 80, zeek: 50, "eve-escaped": 15 },
    parseBytes: 15e6,
    storeBytes: 20e6,
    rowsBytes: 40e6,
    prefixes: 500_000,
    lookups: 1_000_000,
    feedLines: 200_000,
    changes: 100_000,
  },
};

export class Bench {
  constructor(size) {
    this.name = size;
    this.quick = size === "quick";
    Object.assign(this, sizes[size]);
  }

  #folder = null;
  #built = new Map();

  get folder() {
    this.#folder ??= mkdtempSync(join(tmpdir(), "bench-match-"));
    return this.#folder;
  }

  end() {
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
  }

  input(kind) {
    return input(this.name, kind, this.files[kind]);
  }

  /** Makes the files that are missing, in processes of their own. */
  async makeInput() {
    const kinds = Object.keys(this.files);
    const make = (kind, number) =>
      runStage("make", { size: this.name, kind }, { core: number % 2 === 0 ? measuredCore : otherCore });
    await Promise.all(kinds.map(make));
  }

  feed() {
    return feedInput(this.name, this.feedLines);
  }

  /** The index of so many indicators: `{ indicators, snapshot }` for stages, and what building it took. */
  async index(indicators) {
    const known = this.#built.get(indicators);
    if (known !== undefined) return known;
    const save = join(this.folder, `${indicators}.snapshot`);
    const building = async () => {
      try {
        const facts = await runStage("build", { indicators, save });
        return { indicators, snapshot: save, facts };
      } catch (error) {
        if (!(error instanceof CannotMeasure)) throw error;
        const facts = await runStage("build", { indicators, save: null });
        return { indicators, snapshot: null, facts };
      }
    };
    const built = building();
    this.#built.set(indicators, built);
    return built;
  }

  /** Removes a snapshot that nobody needs any more. */
  forget(indicators) {
    rmSync(join(this.folder, `${indicators}.snapshot`), { force: true });
    this.#built.delete(indicators);
  }

  async scanner(indicators) {
    const { snapshot } = await this.index(indicators);
    return startStage("scan", { indicators, snapshot, warm: this.input("eve") });
  }

  /**
   * Rounds in turn: each of `steps` once a round, after one that warms up and does not count. Answers what each
   * said, in the order of the steps; `steps` are functions that answer a promise.
   */
  async interleave(steps, rounds = this.rounds) {
    const said = steps.map(() => []);
    for (let round = -1; round < rounds; round++)
      for (const [at, step] of steps.entries()) {
        const answer = await step();
        if (round >= 0) said[at].push(answer);
      }
    return said;
  }
}

/** The median of one field over rounds. */
export function middle(rounds, field) {
  return median(rounds.map(typeof field === "function" ? field : (round) => round[field]));
}
