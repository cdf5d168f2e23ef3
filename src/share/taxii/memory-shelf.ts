/** A shelf in memory: the plainest reading of what a shelf is, which the tests hold the kept one against. */
import type { Match, VersionFilter } from "./query.js";
import type { Shelf, ShelfObject, ShelfPage, Taking } from "./shelf.js";
import { readTaxiiTime } from "./times.js";

const versionUs = ({ version }: ShelfObject): number => readTaxiiTime(version) ?? 0;

function ofVersion(filter: VersionFilter, object: ShelfObject, all: readonly ShelfObject[]): boolean {
  const times = all
    .filter(({ id, specVersion }) => id === object.id && specVersion === object.specVersion)
    .map(versionUs);
  const us = versionUs(object);
  return (
    filter.all ||
    (filter.first && us === Math.min(...times)) ||
    (filter.last && us === Math.max(...times)) ||
    filter.at.includes(us)
  );
}

function matches(match: Match, object: ShelfObject, all: readonly ShelfObject[]): boolean {
  const newest = all.filter(({ id }) => id === object.id).map(({ specVersion }) => specVersion);
  return (
    (match.ids === null || match.ids.includes(object.id)) &&
    (match.types === null || match.types.includes(object.id.split("--")[0] as string)) &&
    (match.specVersions === null
      ? object.specVersion === newest.sort().at(-1)
      : match.specVersions.includes(object.specVersion)) &&
    ofVersion(match.version, object, all)
  );
}

export class MemoryShelf implements Shelf {
  objects: ShelfObject[];
  #addedUs: number;

  constructor(objects: readonly ShelfObject[] = []) {
    this.objects = [...objects].sort((one, other) => one.addedUs - other.addedUs);
    this.#addedUs = this.objects.at(-1)?.addedUs ?? 0;
  }

  async page(afterUs: number, limit: number, match: Match): Promise<ShelfPage> {
    const found = this.objects.filter(
      (object) => object.addedUs > afterUs && matches(match, object, this.objects),
    );
    return { objects: found.slice(0, limit), more: found.length > limit };
  }

  async has(id: string): Promise<boolean> {
    return this.objects.some((object) => object.id === id);
  }

  async add(objects: readonly unknown[]): Promise<Taking> {
    const taking = {
      successes: [] as Taking["successes"][number][],
      failures: [] as Taking["failures"][number][],
    };
    for (const object of objects as readonly { id?: string; modified?: string }[]) {
      const { id, modified: version = "2026-01-01T00:00:00.000Z" } = object;
      if (id === undefined) {
        taking.failures.push({ id: "", version, message: "id: It has none." });
        continue;
      }
      const isHere = this.objects.some((kept) => kept.id === id && kept.version === version);
      this.#addedUs += 1;
      const content = JSON.stringify(object);
      if (!isHere) this.objects.push({ addedUs: this.#addedUs, id, version, specVersion: "2.1", content });
      taking.successes.push({ id, version, message: "Taken." });
    }
    return taking;
  }

  async remove(id: string, match: Match): Promise<number> {
    const { specVersions } = match;
    const gone = this.objects.filter(
      (object) =>
        object.id === id &&
        (specVersions === null || specVersions.includes(object.specVersion)) &&
        ofVersion(match.version, object, this.objects),
    );
    this.objects = this.objects.filter((object) => !gone.includes(object));
    return gone.length;
  }
}
