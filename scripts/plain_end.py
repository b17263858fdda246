"""How a script ends that can't do its work: with one line on standard error, as any other program. A traceback is for who mends the script."""

import shlex
import subprocess
import sys


def end_plainly(name, main):
    """What `main()` returns, for `sys.exit`. What is not there, can't be read or written, or ends with an error itself is told by the script's `name`."""
    try:
        return main()
    except subprocess.CalledProcessError as error:
        what = f"{shlex.join(map(str, error.cmd))} ended with {error.returncode}"
    except OSError as error:
        what = f"'{error.filename}': {error.strerror}" if error.filename else str(error)
    print(f"{name}: {what}", file=sys.stderr)
    return 1
