/** What of the configuration file a pack may look at: the feeds without their secrets, and which keys the file sets. */
import { Problem } from "../base/index.js";
import type { Configured, ConfiguredFeed } from "../work/index.js";
import { type Configuration, readConfiguration } from "./configuration.js";
import { settingsIn } from "./read-settings.js";

const needsOf = ({ user, secretFile }: { user?: string | undefined; secretFile?: string | undefined }) =>
  secretFile === undefined ? "nothing" : user === undefined ? "token" : "password";

function feedsIn({ share }: Configuration): readonly ConfiguredFeed[] {
  const servers = share.taxii.servers.map(({ collection, ...rest }) => {
    return { ...rest, kind: "taxii" as const, address: collection };
  });
  const feeds = share.misp.feeds.map(({ url, ...rest }) => ({
    ...rest,
    kind: "misp" as const,
    address: url,
  }));
  return [...servers, ...feeds].map((each) => {
    const { kind, name, address, everyMinutes, tlp, confidence, near } = each;
    return { kind, name, address, needs: needsOf(each), everyMinutes, tlp, confidence, near };
  });
}

/** Of the file at a path, or of none. */
export function readConfigured(path: string | undefined): Configured | Problem {
  const configuration = readConfiguration(path);
  if (configuration instanceof Problem) return configuration;
  const settings = settingsIn(path);
  return settings instanceof Problem ? settings : { feeds: feedsIn(configuration), settings };
}
