"""Notes about people: what a colleague noticed and somebody should look at (P31).

A note stands on a topic that the central office keeps for the whole network. Whoever must never be
noted here again stands in a sealed register that is only ever asked about one identity number.
"""
