/**
 * `breakwater audit`: a copy of the audit chain, and proof that one is whole. Verifying a file takes the file and the
 * public key and nothing else: no center, no data folder, no network.
 */
import { createReadStream } from "node:fs";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import { dataFolder, isoTime, Problem, Refusal } from "../../base/index.js";
import { type AuditVerdict, publicKeyPath, readPublicKey, verifyCopy } from "../../store/index.js";
import { answer, type CommonOptions, orRefuse, print, table, withCommonOptions } from "../answering.js";
import { type Asking, openAsking } from "../asking.js";
import { copyOf } from "../audit-copy.js";
import type { CliCommand } from "../command.js";
import { cliProblem } from "../problems.js";

interface Head {
  readonly sequence: number;
  readonly hash: string;
}

interface VerifyOptions extends CommonOptions {
  readonly key: readonly string[];
  readonly head?: Head;
}

interface EntryRow {
  readonly sequence: number;
  readonly atUs: number;
  readonly kind: string;
  readonly actor: string;
  readonly actorName: string | null;
  readonly subject: string;
  readonly subjectName: string | null;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function readHead(text: string): Head {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new InvalidArgumentError(
      "A head is `<sequence>:<hash>`, as the console and `audit verify` show it.",
    );
  return { sequence: Number(sequence), hash };
}

async function withAsking<T>(options: CommonOptions, work: (asking: Asking) => Promise<T>): Promise<T> {
  const asking = orRefuse(await openAsking(options));
  try {
    return await work(asking);
  } finally {
    await asking.close();
  }
}

/** Written beside its place and moved there when it is whole, so that half a copy never looks like one. */
async function writeCopy(asking: Asking, path: string): Promise<{ lines: number; bytes: number }> {
  const draft = `${path}.part`;
  const file = await open(draft, "w", 0o600).catch((error: Error) => {
    throw new Refusal(cliProblem("path-missing", `${draft} can't be written: ${error.message}`));
  });
  const written = { lines: 0, bytes: 0 };
  try {
    for await (const bytes of copyOf(asking, "export")) {
      await file.writeFile(bytes);
      written.bytes += bytes.length;
      for (const byte of bytes) if (byte === 0x0a) written.lines++;
    }
    await file.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(draft, path);
  return written;
}

async function exportCopy(options: CommonOptions & { readonly to?: string }): Promise<void> {
  await withAsking(options, async (asking) => {
    if (options.to !== undefined) {
      const written = await writeCopy(asking, options.to);
      const said = `${options.to}: ${written.lines} lines, ${written.bytes} bytes.`;
      return print(options, { path: options.to, ...written }, [said]);
    }
    for await (const bytes of copyOf(asking, "export"))
      if (!process.stdout.write(bytes)) await new Promise((resolve) => process.stdout.once("drain", resolve));
  });
}

/** A key as it is given: hex, or a file with hex or PEM in it. */
export async function keyGiven(text: string): Promise<string> {
  const direct = readPublicKey(text);
  if (!(direct instanceof Problem)) return direct;
  const about = await stat(text).catch(() => null);
  const { code, title, hint, status } = direct;
  const refuse = (detail: string) => new Refusal(new Problem(code, title, detail, hint, status));
  const shown = JSON.stringify(text.slice(0, 80));
  if (about?.isFile() !== true || about.size > 65_536)
    throw refuse(
      /^[0-9a-f]+$/i.test(text)
        ? `${shown} has ${text.length} hex ${text.length === 1 ? "digit" : "digits"}, and no file is called so; a key has 64.`
        : `${shown} is neither 64 hex digits nor a file that is there.`,
    );
  const inFile = readPublicKey(await readFile(text, "utf8"));
  if (inFile instanceof Problem) throw refuse(`${shown}: ${inFile.detail}`);
  return inFile;
}

/** The keys given, or the one that lies in the data folder. */
async function keysOf(options: VerifyOptions): Promise<readonly string[]> {
  if (options.key.length > 0) return Promise.all(options.key.map(keyGiven));
  return [await keyGiven(publicKeyPath(dataFolder(options.data)))];
}

function told(verdict: AuditVerdict): readonly string[] {
  if (!verdict.ok) {
    const where =
      verdict.entry === null ? `line ${verdict.line}` : `entry ${verdict.entry}, line ${verdict.line}`;
    return [`BAD: ${verdict.fault} (${where}). ${verdict.sentence}`];
  }
  const { entries, receipts, checkpoints, head, firstUs, lastUs } = verdict;
  return [
    `Whole: ${entries} entries and ${receipts} receipts, signed by ${checkpoints} checkpoints and at the end.`,
    `  from  ${isoTime(firstUs)}`,
    `  to    ${isoTime(lastUs)}`,
    `  head  ${head.sequence}:${head.hash}`,
  ];
}

async function verify(path: string | undefined, options: VerifyOptions): Promise<void> {
  const { head } = options;
  let verdict: AuditVerdict;
  if (path === undefined)
    // The center may make its key in the moment it is opened, so the key is read after.
    verdict = await withAsking(options, async (asking) =>
      verifyCopy(copyOf(asking, "verify"), { keys: await keysOf(options), head }),
    );
  else {
    if (options.key.length === 0)
      throw new Refusal(
        cliProblem("usage", "A file is verified with --key: the public key, not this machine's word."),
      );
    const about = await stat(path).catch(() => null);
    if (about?.isFile() !== true) throw new Refusal(cliProblem("path-missing", path));
    verdict = await verifyCopy(createReadStream(path), { keys: await keysOf(options), head });
  }
  print(options, verdict, told(verdict));
  if (!verdict.ok) process.exitCode = 1;
}

export const audit = {
  id: "audit",
  register(program: Command): void {
    const command = program
      .command("audit")
      .description("The audit chain: what was done, by whom, and proof that it stands as it was written.");
    withCommonOptions(command.command("list"))
      .description("The newest entries.")
      .option("--kind <kind>", "only these: member-add, sign-in, release, …")
      .action((options: CommonOptions & { readonly kind?: string }) =>
        answer<{ rows: readonly EntryRow[] }>(
          options,
          "audit-list",
          { kind: options.kind, limit: 50 },
          ({ rows }, nameOf) =>
            table(
              ["entry", "when (UTC)", "what", "by", "about"],
              rows.map((row) => [
                String(row.sequence),
                isoTime(row.atUs).slice(0, 19).replace("T", " "),
                row.kind,
                row.actorName ?? row.actor,
                row.subjectName ?? nameOf(row.subject),
              ]),
            ),
        ),
      );
    withCommonOptions(command.command("export"))
      .description("Write a copy of the whole chain that can be verified without the center.")
      .option("--to <file>", "where to; to standard output where left out")
      .addHelpText("after", "\nExample:\n  $ breakwater audit export --to chain.ndjson\n")
      .action(exportCopy);
    withCommonOptions(command.command("verify"))
      .description("Prove that a copy is whole, or name the first bad entry and how it is bad.")
      .argument("[file]", "a copy; left out, the center's own chain is read and verified")
      .option(
        "--key <key>",
        "public key: 64 hex digits, or a file; repeated where the center got a new key",
        collect,
        [],
      )
      .option("--head <sequence:hash>", "an entry known from elsewhere, which the copy must hold", readHead)
      .addHelpText(
        "after",
        "\nExamples:\n  $ breakwater audit verify chain.ndjson --key public.pem\n  $ breakwater audit verify\n",
      )
      .action(verify);
    withCommonOptions(command.command("key"))
      .description("Print the public key that copies are verified with.")
      .action(async (options: CommonOptions) => {
        const path = publicKeyPath(dataFolder(options.data));
        const key = await keyGiven(path);
        print(options, { publicKey: key, path }, [key]);
      });
  },
} satisfies CliCommand;
