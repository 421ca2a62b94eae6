"""A scenario of one tariff, uploaded by several tests in a browser."""

QUESTION = """
scenario: my-question
title: A question of my own
baseline: {name: status quo of 13 January 2026, date: 2026-01-13}
states:
  tax:
    title: 10% on Canadian steel
    tariffs:
      - {importers: [USA], exporters: [CAN], sectors: [C24A], rate: 0.1}
"""
