/** What the reading process is sent and what it answers; both are structured clones. */
export interface ReadingRequest {
  readonly bytes: Uint8Array;
}

export type ReadingAnswer =
  | { readonly kind: "read"; readonly text: string; readonly notes: readonly string[] }
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly title: string;
      readonly detail: string;
      readonly hint: string;
      readonly status: number;
    };
