import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Four projects: `unit` is part of `npm run check`; `conformance` reads what others wrote; `contract` needs databases;
// `journey` drives the built product (a shell, a browser, kill -9). Each file makes its own folder and takes free ports,
// so that any files may run side by side; the long ones come first, and `unit` fills up behind them. Unit and conformance
// tests of one worker share one process and the modules they load, which halves their time: what a file changes for all
// (mocks, the environment) it puts back.
export default defineConfig({
  test: {
    // Vitest would leave a core to itself, which on two cores is half of them; journeys wait more than they work.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: "unit",
          setupFiles: ["test/seed.ts"],
          include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
          isolate: false,
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "contract",
          setupFiles: ["test/seed.ts"],
          include: ["test/contract/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "conformance",
          setupFiles: ["test/seed.ts"],
          include: ["test/conformance/**/*.test.ts"],
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "journey",
          include: ["test/journeys/**/*.test.ts", "test/faults/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
