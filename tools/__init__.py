"""What makes the embedded data and tables from raw data; outside the package."""
