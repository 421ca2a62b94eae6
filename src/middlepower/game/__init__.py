"""Games: players, actions, beliefs and objectives, on payoffs that are exact equilibria.

A game says what the other side would do under declared beliefs; equations that know no scenario stand in `model/`.
"""
