"""Mutation check: break one place of the package at a time and see that a test notices.

`python -m tests.mutants` draws places at random over all folders; `--kernels` takes the hand-written list instead.
"""
