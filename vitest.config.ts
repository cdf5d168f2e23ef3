import { defineConfig } from "vitest/config";

// Three projects: `unit` is part of `npm run check`; `contract` needs databases; `journey` drives the built
// product (a shell, a browser, kill -9) and therefore runs one file at a time.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          setupFiles: ["test/seed.ts"],
          include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "contract",
          setupFiles: ["test/seed.ts"],
          include: ["test/contract/**/*.test.ts", "test/conformance/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "journey",
          include: ["test/journeys/**/*.test.ts", "test/faults/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
