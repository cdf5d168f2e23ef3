/** The sums of attempts as the console asks for them, and what is said beside the figure, on *Now* and on *Detections*. */
import { useQuery } from "@tanstack/react-query";
import type { AttemptSums } from "../../../api/types.js";
import { get } from "../../ask.js";

/** Asked anew each minute: a month's sum doesn't jump. */
export function useAttempts() {
  return useQuery({
    queryKey: ["attempts"],
    queryFn: () => get<AttemptSums>("/attempts"),
    refetchInterval: 60_000,
  });
}

const countOf = (
  parts: readonly { readonly name: string; readonly attempts: number }[],
  name: string,
): number => parts.find((part) => part.name === name)?.attempts ?? 0;

/** "of which 412 knock everywhere, and 40 were about us". */
export function ofWhich({ targetedness }: Pick<AttemptSums, "targetedness">): string {
  const [everybody, onlyUs, onlyPorts] = [
    countOf(targetedness, "everybody"),
    countOf(targetedness, "only-us"),
    countOf(targetedness, "only-ports"),
  ];
  const figure = (count: number) => count.toLocaleString("en");
  return [
    `of which ${everybody === 0 ? "none is known to knock" : everybody === 1 ? "one knocks" : `${figure(everybody)} knock`} everywhere`,
    ...(onlyUs > 0 ? [`${figure(onlyUs)} came to one member only`] : []),
    ...(onlyPorts > 0 ? [`${figure(onlyPorts)} to ports only`] : []),
  ].join(", ");
}
