/**
 * Prometheus metrics of the center, read from its counts and health when they are asked for, so that nothing
 * counts twice. https://prometheus.io/docs/instrumenting/exposition_formats/
 */
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Center, LiveCounts } from "./center.js";

const totals: readonly [keyof LiveCounts, string][] = [
  ["records", "Records understood"],
  ["refused", "Records refused"],
  ["hits", "Indicators met in events"],
  ["sightings", "Sightings made"],
  ["warnings", "Warnings made"],
];

export function openMetrics(center: Center): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "breakwater_" });
  for (const [name, help] of totals)
    new Counter({
      name: `breakwater_${name}_total`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(Math.max(0, center.counts()[name]));
      },
    });
  new Gauge({
    name: "breakwater_records_per_second",
    help: "Records a second over the last ten seconds",
    registers: [registry],
    collect() {
      this.set(center.counts().recordsPerSecond);
    },
  });
  new Gauge({
    name: "breakwater_source_well",
    help: "1 where a source or store is well, 0 where it is silent, degraded or down",
    labelNames: ["source"],
    registers: [registry],
    collect() {
      this.reset();
      for (const source of center.health()) this.set({ source: source.id }, source.state === "well" ? 1 : 0);
    },
  });
  return registry;
}
