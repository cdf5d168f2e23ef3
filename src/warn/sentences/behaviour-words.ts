/** How a detector of behaviour is told to people who are no experts. */
export interface BehaviourWords {
  /** One sentence, to "you", that says what happens; ends with a full stop. */
  readonly sentence: string;
  /** One or two sentences: what that mostly means, and what else it may be. */
  readonly means: string;
  /** What to do, the most urgent first; blocking the one it is about, and answering, are added. */
  readonly doNow: readonly string[];
}
