// `node tools/build-kernel.mjs`: compiles only the kernel of the hot path, which the unit tests need.
import { ensureInstalled, ensureKernel } from "./steps.mjs";

await ensureInstalled();
await ensureKernel();
