/** The other TAXII servers that are set up: those of the configuration, and those that came with a pack. */
import type { Kysely } from "kysely";
import type { OtherServer } from "../../share/index.js";
import type { Tables } from "../../store/index.js";
import { keptFeeds } from "../../work/index.js";

export interface SetUpServer extends OtherServer {
  /** Why it is not read yet, one sentence; empty where it is. */
  readonly waits: string;
}

/** One of the configuration stands for one of a pack with its name, and gives it the secret that it waits for. */
export async function otherServers(
  db: Kysely<Tables>,
  configured: readonly OtherServer[],
): Promise<readonly SetUpServer[]> {
  const names = new Set(configured.map(({ name }) => name.toLowerCase()));
  const kept = (await keptFeeds(db)).flatMap((feed): SetUpServer[] => {
    if (feed.kind !== "taxii" || names.has(feed.name.toLowerCase())) return [];
    const { name, address, everyMinutes, tlp, confidence, needs } = feed;
    const waits = needs === "nothing" ? "" : `It waits for its ${needs}: name it in share.taxii.servers.`;
    return [{ name, collection: address, everyMinutes, tlp, confidence, near: false, waits }];
  });
  return [...configured.map((server) => ({ ...server, waits: "" })), ...kept];
}
