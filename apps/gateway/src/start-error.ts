/** Why the product cannot start, in a sentence that says what to do. The command line prints it alone and exits 1. */
export class StartError extends Error {}

/** Another process has the data folder; the command line works through that process then. */
export class DataDirInUse extends StartError {
  constructor(dataDir: string) {
    super(
      `The data folder ${dataDir} is in use by another Patchbay process. Stop that one, or set DATA_DIR to another folder.`,
    )
  }
}
