/**
 * What another server still has to be told of one claim, from what it may have now and what it was given before. Pure,
 * and the same as long as nothing changes: a batch that is sent again has the same ids and versions, which TAXII takes
 * as the same objects (section 3.2). What was taken back stays so under its id (STIX 2.1, section 3.6): one that may go
 * again gets another.
 */
import { type IndicatorClaim, type Observable, uuid5 } from "../../../model/index.js";
import { indicatorObject } from "../indicators/claim-object.js";

/** What a server was given of a claim. */
export interface GivenBefore {
  readonly givenId: string;
  readonly versionUs: number;
  readonly revoked: boolean;
  /** False where it may or may not have arrived. */
  readonly accepted: boolean;
}

export interface ClaimToGive {
  readonly stixId: string;
  readonly tlp: string;
  readonly addedUs: number;
  readonly createdUs: number;
  /** What may go there now; null where nothing may. */
  readonly said: { readonly observable: Observable; readonly claim: IndicatorClaim } | null;
  readonly before: readonly GivenBefore[];
}

export interface Sending {
  readonly stixId: string;
  readonly givenId: string;
  readonly versionUs: number;
  readonly revoked: boolean;
  /** The object as JSON. */
  readonly content: string;
}

export function sendingsOf(claim: ClaimToGive): readonly Sending[] {
  const { stixId, tlp, addedUs, createdUs, said, before } = claim;
  const sending = (givenId: string, versionUs: number, revoked: boolean): Sending => {
    const object = { id: givenId, tlp, createdUs, modifiedUs: versionUs, said: revoked ? null : said };
    return { stixId, givenId, versionUs, revoked, content: JSON.stringify(indicatorObject(object)) };
  };
  const back = before
    .filter(({ revoked, accepted }) => (revoked ? !accepted : said === null))
    .map(({ givenId, versionUs, revoked }) =>
      sending(givenId, revoked ? versionUs : Math.max(addedUs, versionUs + 1), true),
    );
  if (said === null) return back;
  const standing = before.find(({ revoked }) => !revoked);
  if (standing?.accepted === true && standing.versionUs >= addedUs) return back;
  const anew = `indicator--${uuid5(stixId.slice(-36), `again ${before.length}`)}`;
  const givenId = standing?.givenId ?? (before.length === 0 ? stixId : anew);
  return [...back, sending(givenId, Math.max(addedUs, standing?.versionUs ?? 0), false)];
}
