/** A work order or a maintenance window, new or to be changed. The center reads the cells and names the one that is wrong. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { SitePut, SiteRead } from "../../../api/types.js";
import { put } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { Fault } from "../../parts/fault.js";
import { Tick } from "../../parts/tick.js";
import { zoneName } from "../../parts/when.js";
import { fieldInstant, localField } from "./work-times.js";

type Order = SiteRead["workOrders"][number];
type Window = SiteRead["windows"][number];
export type WorkList = "workOrders" | "windows";

const hourUs = 3600e6;

export function WorkForm(props: {
  readonly site: SiteRead;
  readonly list: WorkList;
  /** Null for a new one. */
  readonly entry: Order | Window | null;
  readonly close: () => void;
}) {
  const { site, list, entry, close } = props;
  const isOrder = list === "workOrders";
  const client = useQueryClient();
  const notices = useNotices();
  const nowUs = Math.floor(Date.now() / 60_000) * 60e6;
  const [number, setNumber] = useState(entry !== null && "number" in entry ? entry.number : "");
  const [title, setTitle] = useState(entry?.title ?? "");
  const [vendor, setVendor] = useState(entry !== null && "vendor" in entry ? entry.vendor : "");
  const [cranes, setCranes] = useState<ReadonlySet<string>>(new Set(entry?.craneIds));
  const [start, setStart] = useState(localField(entry?.startUs ?? nowUs));
  const [end, setEnd] = useState(localField(entry?.endUs ?? nowUs + 4 * hourUs));
  const putting = useMutation({
    mutationFn: () =>
      put<SitePut>(`/members/${encodeURIComponent(site.memberId)}/site/${list}`, {
        ...(entry === null ? {} : { entryId: entry.id }),
        cells: {
          ...(isOrder ? { number, vendor } : {}),
          title,
          cranes: site.cranes
            .filter(({ id }) => cranes.has(id))
            .map(({ name }) => name)
            .join(" | "),
          start: fieldInstant(start),
          end: fieldInstant(end),
        },
      }),
    onSuccess: () => {
      notices.say(isOrder ? `Work order ${number} is kept` : `The window ${title} is kept`);
      void client.invalidateQueries({ queryKey: ["port"] });
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    putting.mutate();
  };
  const vendors = [...new Set([vendor, ...site.vendors.map((each) => each.vendor)])].filter(
    (each) => each !== "",
  );
  return (
    <form
      className="stack work-form"
      aria-label={`${entry === null ? "Add" : "Change"} a ${isOrder ? "work order" : "maintenance window"}`}
      onSubmit={submit}
    >
      <div className="form-fields">
        {isOrder && (
          <TextInput
            label="Number"
            required
            maxLength={120}
            value={number}
            onChange={(event) => setNumber(event.currentTarget.value)}
          />
        )}
        <TextInput
          label="What is done"
          required={!isOrder}
          maxLength={isOrder ? 400 : 120}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        {isOrder && (
          <NativeSelect
            label="Who does it"
            value={vendor}
            onChange={(event) => setVendor(event.currentTarget.value)}
            data={[
              { value: "", label: "Own people" },
              ...vendors.map((each) => ({ value: each, label: each })),
            ]}
          />
        )}
        <TextInput
          label={`From (${zoneName()})`}
          type="datetime-local"
          required
          value={start}
          onChange={(event) => setStart(event.currentTarget.value)}
        />
        <TextInput
          label={`Until (${zoneName()})`}
          type="datetime-local"
          required
          value={end}
          onChange={(event) => setEnd(event.currentTarget.value)}
        />
      </div>
      <fieldset className="plain-fieldset">
        <legend>Cranes; none: {isOrder ? "the whole site" : "all of them"}</legend>
        <div className="row">
          {site.cranes.map(({ id, name }) => (
            <Tick
              key={id}
              label={name}
              checked={cranes.has(id)}
              onChange={(checked) =>
                setCranes((all) => new Set(checked ? [...all, id] : [...all].filter((each) => each !== id)))
              }
            />
          ))}
        </div>
      </fieldset>
      {entry !== null && "assetIds" in entry && entry.assetIds.length > 0 && (
        <p className="quiet small">The machines that it names stay as they are.</p>
      )}
      {putting.error !== null && <Fault fault={putting.error} />}
      <div className="row">
        <Button type="submit" loading={putting.isPending}>
          Keep it
        </Button>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
