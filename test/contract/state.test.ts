/** The contract of the state store, over every form. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";
import type * as Base from "../../src/base/index.js";
import type * as Store from "../../src/store/index.js";
import { built } from "../built.js";
import { debianPrograms, startDebianPostgres } from "./debian-postgres.js";
import { type StateUnderTest, stateContract } from "./state.contract.js";

async function embedded(form: Store.EmbeddedForm): Promise<StateUnderTest> {
  const { openState } = await built<typeof Store>("store/index.js");
  const { openLog, systemClock } = await built<typeof Base>("base/index.js");
  const folder = await mkdtemp(join(tmpdir(), "bw-state-"));
  return {
    form: form === "postgres" ? "postgres-bundled" : "pglite",
    open: () => openState({ folder, form, log: openLog({ level: "silent" }), clock: systemClock }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function byUrl(programs: string): Promise<StateUnderTest> {
  const { openState } = await built<typeof Store>("store/index.js");
  const { openLog, systemClock } = await built<typeof Base>("base/index.js");
  const server = await startDebianPostgres(programs);
  const log = openLog({ level: "silent" });
  return {
    form: "postgres-url",
    open: () => openState({ folder: "/nowhere", url: server.url, log, clock: systemClock }),
    remove: () => server.stop(),
  };
}

describe("state on the bundled PostgreSQL", () => stateContract(0, () => embedded("postgres")));

describe("state on PGlite", () => stateContract(1, () => embedded("pglite")));

const programs = debianPrograms();
describe.skipIf(programs === undefined)(
  "state on a PostgreSQL by URL (missing? `apt-get install postgresql`)",
  () => stateContract(2, () => byUrl(programs ?? "")),
);
