/** `breakwater up --pack`: a new center from the pack of another. All that can be refused is, before a folder is made. */
import { readdir } from "node:fs/promises";
import { Problem, Refusal } from "../../base/index.js";
import { commandLineActor } from "../../store/index.js";
import {
  applyPack,
  type OpenedPack,
  openPack,
  readFingerprint,
  spelled,
  workProblem,
} from "../../work/index.js";
import { orRefuse } from "../answering.js";
import type { OpenCenter } from "../center/open-center.js";
import { confirm } from "../confirming.js";
import { cliProblem } from "../problems.js";
import { readPackFile } from "./pack-file.js";

async function refuseUsed(folder: string): Promise<void> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new Refusal(cliProblem("path-missing", `${folder}: ${error.code}`));
  });
  if (files.length > 0)
    throw new Refusal(cliProblem("folder-not-empty", `${folder} has ${files.length} entries.`));
}

/** That somebody compared the fingerprint: given as an option, or said when asked. */
async function compared({ manifest }: OpenedPack, trust: string | undefined): Promise<void> {
  const { fingerprint, center } = manifest;
  if (trust === undefined && !process.stdin.isTTY)
    throw new Refusal(workProblem("pack-not-trusted", `It is ${spelled(fingerprint)}.`));
  if (trust === undefined) {
    const from = center === null ? "the center that made it" : JSON.stringify(center);
    process.stderr.write(`The pack's fingerprint is\n  ${spelled(fingerprint)}\n`);
    await confirm(`Did ${from} tell you the same one by another way?`, false);
  } else if (readFingerprint(trust) !== fingerprint)
    throw new Refusal(workProblem("pack-not-trusted", `It is ${spelled(fingerprint)}, not the one given.`));
}

/** The pack to start from, verified; refused where the folder holds anything. */
export async function startingPack(
  path: string,
  folder: string,
  trust: string | undefined,
): Promise<OpenedPack> {
  await refuseUsed(folder);
  const opened = orRefuse(await openPack(await readPackFile(path)));
  await compared(opened, trust);
  return opened;
}

export async function startFrom(center: OpenCenter, opened: OpenedPack): Promise<void> {
  const by = { trust: opened.manifest.fingerprint, overwrite: true, actor: commandLineActor };
  const planned = await applyPack(center, opened, by);
  if (planned instanceof Problem) throw new Refusal(planned);
  await center.refresh("indicators");
  const { fingerprint } = opened.manifest;
  center.log.info(
    { entries: planned.length, passedOver: opened.passedOver, fingerprint },
    "started from a pack",
  );
}
