/** The `.env` file of the working directory. */

/**
 * Adds it to the environment of the process, where a variable that is set already wins. Throws an Error of one line if the
 * file exists and cannot be read.
 */
export function loadEnvFile(): void {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new Error(`.env: the file cannot be read (${code})`);
  }
}
