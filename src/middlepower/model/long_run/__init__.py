"""The default model: Caliendo and Parro (2015), with quotas and export taxes. Open `equations` first."""
