/**
 * The plan of the port on its way to a member. Shapes are what every chart shows, and stay; names are cut: a crane's, and a
 * machine's that is said to be of one, to all but the member who lists that crane, and whatever else shows another member.
 */
import type { PlanFeature, PortPlan } from "../../model/index.js";
import type { Audience } from "./audience.js";
import type { OriginSearch } from "./origin-search.js";
import { namesNoOther } from "./others-names.js";
import { type Decision, type PlanObject, refused, released } from "./request.js";

const folded = (text: string): string => text.normalize("NFC").trim().toLowerCase();

export function decidePlan(
  search: OriginSearch,
  { plan, cranes }: PlanObject,
  audience: Audience,
): Decision<PortPlan> {
  if (audience.kind === "file") return refused("file-closed");
  if (audience.kind === "center") return released("operator", plan);
  const readerId = audience.member.id;
  const isOwn = ({ properties: { crane, terminal } }: PlanFeature): boolean =>
    cranes.some(
      (own) =>
        folded(own.name) === folded(crane) &&
        (own.terminal === "" || terminal === "" || folded(own.terminal) === folded(terminal)),
    );
  const cut = (text: string): string => (namesNoOther(search, text, readerId) ? text : "");
  const features = plan.features.map((feature): PlanFeature => {
    const { name, kind, terminal, crane } = feature.properties;
    const isHidden = crane !== "" && !isOwn(feature);
    const properties = {
      kind,
      name: isHidden ? "" : cut(name),
      terminal: cut(terminal),
      crane: isHidden ? "" : cut(crane),
    };
    return { ...feature, properties };
  });
  return released("own-member", { ...plan, features });
}
