/**
 * chDB as an engine: statements go to the child (`chdb-process.ts`), rows come back as compact JSON. Rows go in only
 * as files: sent inline, a blank line would end them and the rest would run as SQL.
 */
import { Problem, Refusal } from "../../base/index.js";
import { storeProblem } from "../problems.js";
import { bind } from "./bind.js";
import { type ChdbProcess, EngineError } from "./chdb-process.js";
import { engineCodes } from "./chdb-protocol.js";
import type { Engine, Rows } from "./engine.js";
import type { EventsHealth, QueryAnswer, QueryOptions, SpooledBlock } from "./event-store.js";
import { personSql } from "./person-sql.js";
import { eventColumns } from "./schema.js";
import type { Parameters } from "./search-sql.js";

/**
 * One part from one insert: read by one thread and squashed into one block, whatever the number of files. More than
 * the rows a call may hold, so that nothing is cut in two.
 */
const insertSettings =
  "max_threads = 1, max_insert_threads = 1, min_insert_block_size_rows = 4000000, " +
  "min_insert_block_size_bytes = 0, max_insert_block_size = 4000000, async_insert = 0, insert_deduplicate = 0";

const queryMsMax = 30_000;
const queryRowsMax = 10_000;

interface Compact {
  readonly meta: readonly { readonly name: string; readonly type: string }[];
  readonly data: Rows;
}

export class ChdbEngine implements Engine {
  readonly form = "chdb";
  readonly #process: ChdbProcess;

  constructor(process: ChdbProcess) {
    this.#process = process;
  }

  async read(sql: string, parameters: Parameters): Promise<Rows> {
    const { text } = await this.#run("read", bind(sql, parameters), "JSONCompact");
    return (JSON.parse(text) as Compact).data;
  }

  async write(sql: string, parameters: Parameters): Promise<void> {
    await this.#run("write", bind(sql, parameters), "Null");
  }

  async insertFiles(blocks: readonly SpooledBlock[]): Promise<void> {
    const columns = eventColumns.join(", ");
    const source = `file(${pathLiteral(blocks.map((block) => block.path))}, 'Native')`;
    const sql = `INSERT INTO event (${columns}) SELECT ${columns} FROM ${source} SETTINGS ${insertSettings}`;
    await this.#run("write", sql, "Null");
  }

  async person(sql: string, parameters: Parameters, options: QueryOptions): Promise<QueryAnswer | Problem> {
    const rowsMax = Math.min(Math.max(options.rowsMax ?? queryRowsMax, 1), queryRowsMax);
    const guarded = personSql(sql, parameters, rowsMax);
    if (guarded instanceof Problem) return guarded;
    const timeout = AbortSignal.timeout(Math.min(Math.max(options.timeMsMax ?? queryMsMax, 1), queryMsMax));
    const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
    try {
      const { text, elapsedMs } = await this.#process.run("person", guarded, "JSONCompact", signal);
      const { meta, data } = JSON.parse(text) as Compact;
      return { columns: meta, rows: data.slice(0, rowsMax), cut: data.length > rowsMax, elapsedMs };
    } catch (error) {
      if (error instanceof Refusal) return error.problem;
      if (!(error instanceof EngineError)) throw error;
      if (error.code === engineCodes.cancelled || error.code === engineCodes.timeout)
        return storeProblem(
          "query-stopped",
          timeout.aborted || error.code === engineCodes.timeout ? "It took too long." : "It was cancelled.",
        );
      return storeProblem("query-refused", sentenceOf(error.message));
    }
  }

  async health(): Promise<EventsHealth> {
    const { phase, version, restarts, detail, pid: processId } = this.#process;
    const memoryBytes = phase === "ready" ? await this.#process.memoryBytes().catch(() => 0) : 0;
    const ok = phase === "ready";
    return {
      form: "chdb",
      ok,
      detail: ok ? "" : detail || "It is being started.",
      version,
      restarts,
      memoryBytes,
      processId,
    };
  }

  close(): Promise<void> {
    return this.#process.close();
  }

  async #run(lane: "read" | "write", sql: string, format: "JSONCompact" | "Null") {
    try {
      return await this.#process.run(lane, sql, format);
    } catch (error) {
      if (error instanceof EngineError)
        throw new Refusal(storeProblem("events-failed", sentenceOf(error.message)));
      throw error;
    }
  }
}

/** A path, or several of one folder as `{a,b}`, as a literal. Pattern characters in a folder's name are refused at opening. */
function pathLiteral(paths: readonly string[]): string {
  const first = paths[0] ?? "";
  const folder = first.slice(0, first.lastIndexOf("/") + 1);
  const names = paths.map((path) => path.slice(folder.length));
  const pattern = names.length === 1 ? first : `${folder}{${names.join(",")}}`;
  return `'${pattern.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** The engine's sentence without its codes and version. */
function sentenceOf(message: string): string {
  return message
    .replace(/^(Query failed: )?(Code: \d+\. (DB::Exception: )?)+/, "")
    .replace(/ \(version [^)]*\)/g, "")
    .slice(0, 600);
}
