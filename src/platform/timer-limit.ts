/** The one limit that every timer shares, for the wire, the browser and the server alike. Imports nothing. */

/** The longest delay that `setTimeout` can hold, about 24.8 days; engines fire at once for longer ones. */
export const longestDelayMs = 2 ** 31 - 1
