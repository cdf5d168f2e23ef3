/** Rules that do not run: which, where they stand, and why. The others of the same file run. */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { RuleRefusal } from "../../../api/types.js";
import { get } from "../../ask.js";
import { Fault, Waiting } from "../../parts/fault.js";

interface Refusals {
  readonly rows: readonly RuleRefusal[];
  readonly next: string | null;
  readonly total: number;
}

export function RefusalTable({ refusals }: { readonly refusals: readonly Omit<RuleRefusal, "source">[] }) {
  return (
    <table className="plain stacked">
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Where</th>
          <th scope="col">Why it does not run</th>
        </tr>
      </thead>
      <tbody>
        {refusals.map(({ file, line, kind, reason, id, title }) => (
          <tr key={`${file} ${line} ${kind} ${id} ${reason}`}>
            <td>{title ?? id ?? <span className="quiet">no title</span>}</td>
            <td className="mono small">
              {file}, line {line}
            </td>
            <td>
              {reason} <span className="quiet mono small">{kind}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function RuleRefusalsPart() {
  const query = useInfiniteQuery({
    queryKey: ["rules", "refused"],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      get<Refusals>(`/rules/refusals?limit=100${pageParam === "" ? "" : `&after=${pageParam}`}`),
    getNextPageParam: (last) => last.next,
  });
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <section className="card" aria-labelledby="refusals-title">
      <div className="card-head">
        <h2 id="refusals-title">Rules that were refused</h2>
      </div>
      <div className="card-body stack">
        {query.isPending && <Waiting what="refused rules" />}
        {query.error !== null && <Fault fault={query.error} retry={() => void query.refetch()} />}
        {query.isSuccess && rows.length === 0 && <p className="quiet">None: every rule that came runs.</p>}
        {rows.length > 0 && <RefusalTable refusals={rows} />}
        {query.hasNextPage && (
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show more
          </Button>
        )}
      </div>
    </section>
  );
}
