/**
 * The only place that reads the process environment. Every variable is listed here with its meaning; the
 * configuration reference in `docs/configuration.md` is held against this list by a test.
 */

export const environmentVariables = {
  BREAKWATER_DATA: "The data folder, where --data is not given.",
  BREAKWATER_STATE_URL: "A PostgreSQL 15 or later to keep state in, instead of the bundled one.",
  BREAKWATER_SIGN_IN_KEY_FILE:
    "The file with the key that secrets of code apps are sealed under, instead of `sign-in.key` in the data folder.",
  BREAKWATER_STATE_FORM:
    "`postgres` or `pglite`: which embedded form of state to use, instead of the first that runs.",
  BREAKWATER_URL: "The center that commands talk to, where --to or --center is not given.",
  BREAKWATER_TOKEN: "The token that commands send, where --token is not given.",
  XDG_DATA_HOME:
    "The user's folder for data of programs; the default data folder stands in it, except for root.",
  BREAKWATER_LOG: "How much to log: trace, debug, info, warn, error, silent.",
} as const satisfies Record<string, string>;

export type EnvironmentVariable = keyof typeof environmentVariables;

/** The value of a variable, undefined where it is unset or empty. */
export function environment(name: EnvironmentVariable): string | undefined {
  const value = process.env[name];
  return value === undefined || value === "" ? undefined : value;
}
