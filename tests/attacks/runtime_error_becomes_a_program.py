"""Process: become another program, which the checks don't watch."""

import os
import sys

os.execv(sys.executable, ["python", "-c", "print('ESCAPED')"])
