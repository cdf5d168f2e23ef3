/** The views of the feed, one for each reader and gate; those of a gate that is no more go with it. */
import type { Gate } from "../../gate/gate.js";
import type { Client } from "../../taxii/client.js";
import type { FeedParts } from "./feed-parts.js";
import { FeedView } from "./feed-view.js";

export class FeedViews {
  readonly #views = new WeakMap<Gate, Map<string, FeedView>>();

  of(parts: FeedParts, client: Client): FeedView {
    let views = this.#views.get(parts.gate);
    if (views === undefined) {
      views = new Map();
      this.#views.set(parts.gate, views);
    }
    // All programs of the center see the same, and all of a member do.
    const key = client.memberId ?? "";
    let view = views.get(key);
    if (view === undefined) {
      view = new FeedView(parts, client);
      views.set(key, view);
    }
    return view;
  }
}
