"""Where the tools are that scripts/setup_terraform builds; without them a test is skipped, but not where nothing may be skipped."""

import os
import subprocess
import sys

SETUP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "setup_terraform")
SKIPPED = 77  # what CTest takes for "skipped"


def directory():
    """The directory that holds terraform, tofu and hcl_oracle. Ends the process where there is none."""
    known = os.environ.get("DELTAPLAN_TOOLS")
    if known:
        return known
    run = subprocess.run([SETUP, "--where"], capture_output=True, text=True)
    if run.returncode == 0:
        return run.stdout.strip()
    print(run.stderr.strip() or "scripts/setup_terraform --where failed")
    sys.exit(1 if os.environ.get("DELTAPLAN_CI") else SKIPPED)


def path(name):
    return os.path.join(directory(), name)
