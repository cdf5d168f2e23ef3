/** What of the configuration file a pack may look at: the feeds without their secrets, and which keys the file sets. */
import { Problem } from "../base/index.js";
import type { Configured, ConfiguredFeed } from "../work/index.js";
import { type Configuration, readConfiguration, settingsIn } from "./configuration.js";

function feedsIn({ share }: Configuration): readonly ConfiguredFeed[] {
  return share.taxii.servers.map(
    ({ name, collection, user, secretFile, everyMinutes, tlp, confidence, near }) => ({
      kind: "taxii",
      name,
      address: collection,
      needs: secretFile === undefined ? "nothing" : user === undefined ? "token" : "password",
      everyMinutes,
      tlp,
      confidence,
      near,
    }),
  );
}

/** Of the file at a path, or of none. */
export function readConfigured(path: string | undefined): Configured | Problem {
  const configuration = readConfiguration(path);
  if (configuration instanceof Problem) return configuration;
  const settings = settingsIn(path);
  return settings instanceof Problem ? settings : { feeds: feedsIn(configuration), settings };
}
