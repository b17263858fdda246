"""Where the tools are that scripts/setup_* install; without them a test is skipped, but not where nothing may be skipped."""

import os
import subprocess
import sys

SCRIPTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts")
SKIPPED = 77  # what CTest takes for "skipped"


def deltaplan():
    """The program that is tested. Ends the process where there is none."""
    path = os.path.abspath(os.environ.get("DELTAPLAN_BIN", "build/dev/planner/deltaplan"))
    if not os.access(path, os.X_OK):
        sys.exit(f"there is no program {path}: DELTAPLAN_BIN names the one to test, cmake --build --preset dev makes one")
    return path


def found(variable, script):
    """The directory that `variable` names or `script` has made. Ends the process where there is none."""
    known = os.environ.get(variable)
    if known:
        return known
    run = subprocess.run([os.path.join(SCRIPTS, script), "--where"], capture_output=True, text=True)
    if run.returncode == 0:
        return run.stdout.strip()
    print(run.stderr.strip() or f"scripts/{script} --where failed")
    sys.exit(1 if os.environ.get("CI") else SKIPPED)


def directory():
    """The directory that holds terraform, tofu and hcl_oracle."""
    return found("DELTAPLAN_TOOLS", "setup_terraform")


def terraform_settings(scratch):
    """A file for TF_CLI_CONFIG_FILE, with none of the user's settings: providers are those of scripts/setup_terraform, and no other."""
    path_of_settings = os.path.join(scratch, "settings.tfrc")
    with open(path_of_settings, "w", encoding="utf-8") as file:
        file.write(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{directory()}/providers"\n  }}\n}}\n')
    return path_of_settings


def path(name):
    return os.path.join(directory(), name)


def aws_path(name):
    """A program of the Python environment that holds moto, boto3 and the AWS CLI."""
    return os.path.join(found("DELTAPLAN_AWS_TOOLS", "setup_aws"), "bin", name)


def run_with_aws():
    """Goes on in that environment: for tests that import boto3 or moto."""
    python = aws_path("python3")
    if sys.prefix != os.path.dirname(os.path.dirname(python)):
        os.execv(python, [python, *sys.argv])
