import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { dataFolder, defaultDataFolder } from "./data-folder.js";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test("the data folder is the named one, root's system folder, or the user's own", () => {
  vi.stubEnv("BREAKWATER_DATA", "/srv/port");
  expect(defaultDataFolder()).toBe("/srv/port");
  vi.stubEnv("BREAKWATER_DATA", "");
  vi.spyOn(process, "getuid").mockReturnValue(0);
  expect(defaultDataFolder()).toBe("/var/lib/breakwater");
  vi.spyOn(process, "getuid").mockReturnValue(1000);
  vi.stubEnv("XDG_DATA_HOME", "/home/ana/xdg");
  expect(defaultDataFolder()).toBe("/home/ana/xdg/breakwater");
  vi.stubEnv("XDG_DATA_HOME", "");
  vi.stubEnv("HOME", "/home/ana");
  expect(defaultDataFolder()).toBe("/home/ana/.local/share/breakwater");
});

test("a folder that is named from where one stands is absolute, whoever named it", () => {
  vi.stubEnv("BREAKWATER_DATA", "c");
  expect(defaultDataFolder()).toBe(join(process.cwd(), "c"));
  expect(dataFolder(undefined)).toBe(join(process.cwd(), "c"));
  expect(dataFolder("./d/../e")).toBe(join(process.cwd(), "e"));
  expect(dataFolder("/srv/port")).toBe("/srv/port");
});
