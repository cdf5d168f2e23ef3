/**
 * Counts of members as they may be told: in three steps, so that no change of a figure tells who joined when.
 * Never an exact count above one.
 */
export function countInWords(others: number): string {
  if (others <= 0) return "no other member";
  if (others === 1) return "one other member";
  return others <= 4 ? "2 to 4 other members" : "5 or more other members";
}
