"""Numbers as pages and PDFs print them: signs that are read as signs."""

MINUS = "\N{MINUS SIGN}"


def signed(number: int | None) -> str:
    """+3, −2 (a real minus sign, as wide as the plus) or 0; empty for None."""
    if number is None:
        return ""
    return f"+{number}" if number > 0 else f"{MINUS}{-number}" if number < 0 else "0"


def magnitude(number: int | None) -> int:
    """The number without its sign, for sentences that say 多 or 少 themselves; 0 for None."""
    return abs(number or 0)
