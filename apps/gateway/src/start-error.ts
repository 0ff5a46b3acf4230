/** Why the product cannot start, in a sentence that says what to do. The command line prints it alone and exits 1. */
export class StartError extends Error {}
