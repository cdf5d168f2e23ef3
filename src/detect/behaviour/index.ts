/** Detectors of behaviour, and what feeds them. */
export type { Detector, DetectorFigures } from "./detector.js";
export { detectors } from "./detectors/index.js";
export { BehaviourEngine, type BehaviourFigures, type BehaviourOptions, type Said } from "./engine.js";
export type { Fact } from "./fact.js";
export { factsOf } from "./facts/row-fact.js";
export { oneOwner, type Whose, whoseOf } from "./facts/whose.js";
