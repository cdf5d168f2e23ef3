/** Rows of the event store as columns of a finished block, so that stored events become facts as new ones do. */
import type { BlockRows, EventRow } from "../../../store/index.js";

export function columnsOf(rows: readonly EventRow[]): BlockRows {
  const cells = <T>(read: (row: EventRow) => T) => ({ at: (row: number): T => read(rows[row] as EventRow) });
  const columns: { readonly [Column in Exclude<keyof BlockRows, "rows">]: { at(row: number): unknown } } = {
    time: cells(({ timeUs }) => timeUs),
    received: cells(({ receivedUs }) => receivedUs),
    timed: cells(({ timed }) => (timed ? 1 : 0)),
    member: cells(({ memberId }) => memberId ?? ""),
    mark: cells(({ mark }) => mark ?? ""),
    log: cells(({ log }) => log),
    source_address: cells(({ source }) => source.address),
    source_port: cells(({ source }) => source.port),
    destination_address: cells(({ destination }) => destination.address),
    destination_port: cells(({ destination }) => destination.port),
    protocol: cells(({ protocol }) => protocol),
    service: cells(({ service }) => service),
    action: cells(({ action }) => action),
    names: cells(({ names }) => names),
    addresses: cells(({ addresses }) => addresses),
    urls: cells(({ urls }) => urls),
    hashes: cells(({ hashes }) => hashes),
    user: cells(({ user }) => user),
    message: cells(({ message }) => message),
    native: cells(({ native }) => native),
  };
  return { rows: rows.length, ...columns } as unknown as BlockRows;
}
