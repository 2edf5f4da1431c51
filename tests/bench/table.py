"""Printing and timing for the benches."""

import time
import unicodedata


def show(title, header, rows):
    """Print a table whose columns are aligned, Chinese characters taken as two columns wide."""
    rows = [[str(cell) for cell in row] for row in [header, *rows]]
    widths = [max(width(row[column]) for row in rows) for column in range(len(header))]
    print(f"\n{title}")
    for row in rows:
        print("  " + "  ".join(" " * (size - width(cell)) + cell for cell, size in zip(row, widths, strict=True)))


def width(text):
    return sum(2 if unicodedata.east_asian_width(char) in "FW" else 1 for char in text)


def milliseconds(function, times=1):
    """The median and the worst of so many runs, in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)[len(taken) // 2], max(taken)
