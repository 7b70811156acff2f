"""Speed and memory, side by side in one run: ratios, never a timed test."""
