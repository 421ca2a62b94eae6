"""Worlds made of a user's own tables: input-output tables, or flows with inputs, tariffs and elasticities."""
