"""What `make` needs before anything else: the Python packages and the Pulumi engine.

Standard library only, because this runs on a machine where nothing is installed yet. The check below
stands in front of every module here, since an older Python cannot even import them.
"""

import sys

# The whole point is to meet an interpreter that is too old, so the version block is not outdated.
if sys.version_info < (3, 10):  # noqa: UP036
    sys.exit("setup: Python 3.10 or newer is needed; name one with `make PYTHON=python3.12 ...`")
