import os
import sys

os.execv(sys.executable, ["python", "-c", "print('ESCAPED')"])
