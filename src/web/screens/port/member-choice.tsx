/** Whose site is shown, for the center's people; those with cranes stand first. */
import { NativeSelect } from "@mantine/core";
import { useCranes, useMembers, useOneMember, usePortSearch } from "./port-filters.js";

export function MemberChoice({ isOne = false }: { readonly isOne?: boolean }) {
  const { text, href, go } = usePortSearch();
  const members = useMembers();
  const cranes = useCranes(null);
  const one = useOneMember();
  const counts = new Map<string, number>();
  for (const { memberId } of cranes.data?.rows ?? []) counts.set(memberId, (counts.get(memberId) ?? 0) + 1);
  const sorted = [...members].sort((a, b) => Number(counts.has(b.id)) - Number(counts.has(a.id)));
  return (
    <NativeSelect
      label="Whose site"
      value={(isOne ? one : text("member")) ?? ""}
      onChange={(event) => go(href({ member: event.currentTarget.value, crane: null, asset: null }))}
      data={[
        { value: "", label: isOne ? "Choose a member" : "All members" },
        ...sorted.map(({ id, name }) => {
          const count = counts.get(id) ?? 0;
          return {
            value: id,
            label: count === 0 ? name : `${name} (${count === 1 ? "1 crane" : `${count} cranes`})`,
          };
        }),
      ]}
    />
  );
}
