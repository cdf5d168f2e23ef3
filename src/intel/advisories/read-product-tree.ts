/**
 * The product tree of a CSAF document (3.2.2): branches from vendor to version, products that stand alone, and relationships
 * that make a product of two others (a firmware on a device). Flattened into products with a vendor, a name and a version.
 */
import type { AdvisoryProduct } from "../../model/index.js";
import { isObject, type JsonObject, objectsOf, textOf, textsOf } from "../json-feed.js";
import { type Faults, line } from "./faults.js";
import { readVersionRange } from "./version-range.js";

/** Real trees have four levels; CSAF's own test files eight. */
const branchDepthMax = 30;
const productsMax = 5000;
const nameCharsMax = 300;
const modelsMax = 50;

export interface ProductTree {
  readonly products: readonly AdvisoryProduct[];
  /** By product id. */
  readonly placeOf: ReadonlyMap<string, number>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Ids that were defined and are not used, as is said in the faults. */
  readonly refused: ReadonlySet<string>;
}

interface Path {
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
}

const short = (text: string): string => line(text, nameCharsMax);
const shown = (text: string): string => JSON.stringify(text.slice(0, 60));

export function readProductTree(tree: JsonObject, faults: Faults): ProductTree {
  const taking = new TakingProducts(faults);
  taking.walk(objectsOf(tree.branches), nowhere, 0);
  for (const given of objectsOf(tree.full_product_names)) taking.take(given, nowhere);
  relate(objectsOf(tree.relationships), taking);
  const groups = new Map(
    objectsOf(tree.product_groups).map(
      (group) => [textOf(group.group_id), textsOf(group.product_ids)] as const,
    ),
  );
  return { products: taking.products, placeOf: taking.placeOf, groups, refused: taking.refused };
}

const nowhere: Path = { vendor: "", product: "", version: "" };

class TakingProducts {
  readonly products: AdvisoryProduct[] = [];
  readonly placeOf = new Map<string, number>();
  readonly refused = new Set<string>();
  readonly faults: Faults;

  constructor(faults: Faults) {
    this.faults = faults;
  }

  walk(branches: readonly JsonObject[], path: Path, depth: number): void {
    if (depth > branchDepthMax && branches.length > 0) {
      this.faults.add(`Its branches are more than ${branchDepthMax} deep; what is below is not used.`);
      return;
    }
    for (const branch of branches) {
      const below = step(branch, path);
      if (isObject(branch.product)) this.take(branch.product, below);
      this.walk(objectsOf(branch.branches), below, depth + 1);
    }
  }

  take(given: JsonObject, path: Path): void {
    const id = textOf(given.product_id);
    const name = short(textOf(given.name));
    const refusal = this.#refusalOf(id, path.product || name);
    if (refusal !== null) {
      this.faults.add(refusal);
      return;
    }
    this.placeOf.set(id, this.products.length);
    // Where the tree has no branch for it, the product's full name is all there is.
    this.products.push({ id: short(id), ...path, product: path.product || name, models: modelsOf(given) });
    const read = path.version === "" ? null : readVersionRange(path.version);
    if (read !== null && "wrong" in read) {
      const why = read.wrong === "not understood" ? "can't be read" : "ends before it begins";
      this.faults.add(`${name || path.product}: ${shown(path.version)} ${why}; it is matched by name alone.`);
    }
  }

  #refusalOf(id: string, name: string): string | null {
    if (id === "" || id.length > nameCharsMax || name === "")
      return `A product has no id or no name (${shown(id || name)}).`;
    if (this.placeOf.has(id)) return `The id ${shown(id)} stands for two products; the first is used.`;
    if (this.products.length < productsMax) return null;
    this.refused.add(id);
    return `It has more than ${productsMax} products; the rest is not used.`;
  }
}

/** What a branch adds to its path. A family or a name below another is the more exact; what it is part of stays in it. */
function step(branch: JsonObject, path: Path): Path {
  const name = short(textOf(branch.name));
  switch (textOf(branch.category)) {
    case "vendor":
      return { ...path, vendor: name };
    case "product_version":
    case "product_version_range":
      return { ...path, version: name };
    case "product_family":
    case "product_name":
      return { ...path, product: within(name, path.product) };
    // An architecture, a host's name, a language: it tells products apart and is no part of their name here.
    default:
      return path;
  }
}

const within = (name: string, family: string): string =>
  family === "" || name.toLowerCase().includes(family.toLowerCase()) ? name : short(`${family} ${name}`);

function modelsOf({ product_identification_helper: helper }: JsonObject): readonly string[] {
  if (!isObject(helper)) return [];
  return [...textsOf(helper.model_numbers), ...textsOf(helper.skus), textOf(helper.cpe)]
    .map(short)
    .filter((model) => model.length >= 3)
    .slice(0, modelsMax);
}

/**
 * A product that stands on another is the first, known also by the name and part numbers of the second. One may stand on one that is
 * itself related, so they are made until no more can be; what is left stands on itself or on nothing.
 */
function relate(
  relationships: readonly JsonObject[],
  { products, placeOf, refused, faults }: TakingProducts,
): void {
  let waiting = relationships.slice(0, productsMax).flatMap((given) => {
    const id = isObject(given.full_product_name) ? textOf(given.full_product_name.product_id) : "";
    return id === "" || placeOf.has(id) ? [] : [{ id, given }];
  });
  for (let rounds = 0; rounds <= branchDepthMax && waiting.length > 0; rounds++) {
    const left = waiting.filter(({ id, given }) => {
      const one = products[placeOf.get(textOf(given.product_reference)) ?? -1];
      const on = products[placeOf.get(textOf(given.relates_to_product_reference)) ?? -1];
      if (one === undefined || on === undefined || products.length >= productsMax) return true;
      placeOf.set(id, products.length);
      // The device's name is one that its firmware is known by too.
      const models = [...new Set([...one.models, ...on.models, on.product])].slice(0, modelsMax);
      products.push({ ...one, id: short(id), vendor: one.vendor || on.vendor, models });
      return false;
    });
    if (left.length === waiting.length) break;
    waiting = left;
  }
  for (const { id } of waiting) {
    refused.add(id);
    faults.add(`The product ${shown(id)} stands on itself or on one that the tree does not have.`);
  }
}
