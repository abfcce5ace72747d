/** The version of the package, for the documents about the API. A test compares it with package.json. */
export const version = '0.1.0'
