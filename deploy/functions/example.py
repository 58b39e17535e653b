#!/usr/bin/env python3
"""A function for conditions, as an example: up_days(n) is the share of the last n prices of different
days that were above the one before. It only knows what it was asked about since it was started.

Reads a question from each line, writes its answer as a line: docs/functions.md.
"""

import json
import sys

MOST_DAYS = 1000

closes = {}  # by symbol: the last price that was seen on each day


def up_days(question):
    days = int(question["arguments"][0])
    if not 1 <= days < MOST_DAYS:
        raise ValueError(f"up_days is of 1 to {MOST_DAYS - 1} days")
    seen = closes.setdefault(question["symbol"], {})
    if question["price"] is not None:
        seen[question["time"][:10]] = question["price"]
    while len(seen) > MOST_DAYS:
        del seen[min(seen)]
    prices = [seen[day] for day in sorted(seen)][-days - 1 :]
    if len(prices) <= days:
        return None  # not known yet
    return sum(after > before for before, after in zip(prices, prices[1:])) / days


FUNCTIONS = {"up_days": up_days}

for line in sys.stdin:
    question = json.loads(line)
    answer = {"id": question["id"]}
    try:
        answer["value"] = FUNCTIONS[question["function"]](question)
    except (KeyError, IndexError, ValueError) as fault:
        answer["error"] = f"{type(fault).__name__}: {fault}"
    print(json.dumps(answer), flush=True)
