/** The package's version, as in package.json (a test compares them): part of what tells one run from another. */
export const version = "0.1.0";
