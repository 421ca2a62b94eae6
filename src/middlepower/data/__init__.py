"""What is known: sources, elasticity sets, embedded worlds, licences."""
