/**
 * How often what is a matter of chance is tried. A kill at a random moment, or the same page in another color, is tried
 * often enough to show what it is about; BREAKWATER_TEST_WHOLE=1 tries all of it, before a release and when its own code
 * changes (CONTRIBUTING.md).
 */
export const whole = process.env["BREAKWATER_TEST_WHOLE"] === "1";

/** `usual` times, `all` where the whole is asked for. */
export const times = (usual: number, all: number): number => (whole ? all : usual);
