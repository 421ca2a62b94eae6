"""First-order responses of all outcomes to any small change, with inputs and revenue. Open `equations` first."""
