"""The treaty game (G2): one economy chooses the scope of an agreement, a third party answers, a neighbour may follow.

1. `schema.TreatyGame`: the game as it is declared, from YAML or Python; `read.read_treaty` finds it by name or path.
2. `moves`: the moves of every path joined into one policy state; `payoffs` solves them, a table for every variant.
3. `tree`: the tree with the power's answer believed or chosen; `gambit` solves it, subgame by subgame.
4. `values`: break-even probabilities, what one must believe, the value of waiting, the price of lockstep.
"""
