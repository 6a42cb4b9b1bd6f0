@rem Windows has no `exec`. The scripts in package.json say it so that a POSIX shell hands its place, and signals, to Node.
@%*
