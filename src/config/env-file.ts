/** Adds the `.env` file of the working directory to the environment of the process. */

/** A variable that is set already stays as it is. Throws an Error of one line where the file is there and cannot be read. */
export function loadEnvFile(): void {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new Error(`.env: the file cannot be read (${code})`);
  }
}
