/**
 * Loads the compiled kernel of the hot path (`assembly/`, built into `dist/kernel/kernel.wasm`). It is compiled
 * once in a process: a thread that is handed the module of another one says so with `takeKernelModule`. Every
 * instance works over the one shared memory of an index and keeps only its own few variables.
 */
import { existsSync, readFileSync } from "node:fs";
import { assert } from "../../base/index.js";
import type { KernelExports } from "./kernel-exports.js";

let module: WebAssembly.Module | null = null;

/** Beside this file's room where it was built, in `dist` where it runs from its source. */
function kernelUrl(): URL {
  const places = ["../../kernel/kernel.wasm", "../../../dist/kernel/kernel.wasm"];
  const urls = places.map((place) => new URL(place, import.meta.url));
  const found = urls.find((url) => existsSync(url));
  assert(found !== undefined, "the kernel has been built (`node tools/build-kernel.mjs`)");
  return found;
}

export function kernelModule(): WebAssembly.Module {
  module ??= new WebAssembly.Module(readFileSync(kernelUrl()));
  return module;
}

/** Takes the module that another thread has compiled. */
export function takeKernelModule(compiled: WebAssembly.Module): void {
  module ??= compiled;
}

/** A new instance of the kernel over a memory; `prepare` must have been called once on that memory. */
export function instantiate(memory: WebAssembly.Memory): KernelExports {
  const instance = new WebAssembly.Instance(kernelModule(), { env: { memory } });
  return instance.exports as unknown as KernelExports;
}
