"""The crisis game of Lewis and Schultz (2003): threat, resistance, action.

`equations` holds the game and all its equilibria; `likelihood` and `estimate` say what the record of threats tells of
its payoffs.
"""
