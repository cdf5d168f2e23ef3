/** The register's design limits, each with its arithmetic. */

/** A large terminal has a few thousand hosts, 100 cranes and 200 vessels; ten thousand are three times that. */
export const exposuresMax = 10_000;
/** A vessel has an IMO number, an MMSI, a call sign and a few former names. */
export const alsoMax = 20;
export const valueMax = 253;
export const alsoLengthMax = 200;
export const noteMax = 400;
/** Ten thousand lines of 150 characters, all of them not ASCII. */
export const csvCharactersMax = 1_500_000;
/** Faults of an import that are told one by one; a file with more is the wrong file. */
export const faultsShownMax = 200;
/**
 * Entries of one member that could not be registered within a day before its register is closed to it for the rest of
 * the day: a member with a typing error here and there meets a few, who searches others' registers needs thousands.
 */
export const refusedPerDay = 30;
/** Common names of one member that wait for an operator's word at the same time: what one looks through in a morning. */
export const waitingMax = 200;
/** Suggestions of one kind in one answer: what one person reads at a sitting. */
export const suggestionsMax = 100;
export const suggestionDays = 7;
