"""Nine findings of first estimates without input-output linkages, recomputed with them on the embedded world."""
