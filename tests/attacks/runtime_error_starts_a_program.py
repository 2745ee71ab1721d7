"""Process: start a shell."""

import subprocess

print("ESCAPED", subprocess.check_output(["/bin/sh", "-c", "id"]))
