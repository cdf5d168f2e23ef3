/** The whole story of a warning: what came in, what was known, which rule fired, what the gate decided. */
import { useQuery } from "@tanstack/react-query";
import type { Explanation } from "../../api/types.js";
import { get } from "../ask.js";
import { Fault, Waiting } from "../parts/fault.js";
import { Icon } from "../parts/icons.js";

export function Why({ id }: { readonly id: string }) {
  const story = useQuery({
    queryKey: ["why", id],
    queryFn: () => get<Explanation>(`/warnings/${encodeURIComponent(id)}/why`),
  });
  if (story.data === undefined)
    return story.isPending ? <Waiting what="the story" /> : <Fault fault={story.error} />;
  return (
    <ol className="why">
      {story.data.steps.map((step) => (
        <li key={`${step.title} ${step.detail}`}>
          <Icon name="tick" />
          <div>
            <h3>{step.title}</h3>
            <p className="quiet">{step.detail}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}
