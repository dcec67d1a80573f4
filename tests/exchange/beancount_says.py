"""Run by itself: what beancount makes of a file, as JSON. Its licence (GPL) keeps it in a process of its own."""

import json
import sys

from beancount import loader
from beancount.core import data, realization

entries, errors, _ = loader.load_file(sys.argv[1])
tree = realization.realize([entry for entry in entries if isinstance(entry, data.Transaction)])
balances = {}
for account in realization.iter_children(tree):
    for position in account.balance:
        balances[account.account] = int(position.units.number)
json.dump({"errors": [str(error.message) for error in errors], "balances": balances}, sys.stdout)
