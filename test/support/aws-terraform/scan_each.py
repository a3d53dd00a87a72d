"""Runs Checkov for each of several lists of arguments, in a process of its own that has it loaded already.

Standard input has one JSON document: a list of {"arguments": [...], "output": file}.
"""

import json
import os
import sys
import warnings

# Its own program does the same.
warnings.simplefilter("ignore", category=SyntaxWarning)

from checkov.main import Checkov

for scan in json.load(sys.stdin):
    child = os.fork()
    if child == 0:
        os.dup2(os.open(scan["output"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), 1)
        sys.exit(Checkov(scan["arguments"]).run())
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 0:
        sys.exit(status if status > 0 else 128 - status)
