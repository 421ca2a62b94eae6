"""Dated trade measures -> the law of a day -> tariffs, taxes, bans and quotas."""
