"""Tables, figures and pages from documents; no economics here."""
