/**
 * Entries of the directory: what a member chose to show of itself to others. Toward another member one leaves only
 * where its member is listed; as one of a group, only toward those in the group. A text that shows a third member is
 * left out, the rest of the entry stays.
 */
import type { DirectoryEntryForm } from "../../model/index.js";
import type { Audience } from "./audience.js";
import type { OriginSearch } from "./origin-search.js";
import type { ReportGroup } from "./reports.js";
import { type Decision, type DirectoryObject, refused, released } from "./request.js";

export function decideDirectory(
  search: OriginSearch,
  groups: ReadonlyMap<string, ReportGroup>,
  { member, groupId }: DirectoryObject,
  audience: Audience,
): Decision<DirectoryEntryForm> {
  const { name, sector, directory } = member;
  if (audience.kind === "file") return refused("file-closed");
  if (audience.kind === "center") return released("operator", { name, sector, text: directory.text });
  const reader = audience.member.id;
  if (groupId !== null && groups.get(groupId)?.memberIds.includes(reader) !== true)
    return refused("group-outside");
  if (member.id === reader) return released("own-member", { name, sector, text: directory.text });
  if (!directory.listed) return refused("not-listed");
  const shown = search.shownBy(directory.text);
  const isFine = shown?.every((id) => id === member.id || id === reader) ?? false;
  return released("listed", { name, sector, text: isFine ? directory.text : "" });
}
