"""The front door: one function a question, called by Python and by the command line alike; each returns a Finding."""
