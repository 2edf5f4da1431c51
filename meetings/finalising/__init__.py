"""The page that makes a draft final: a checklist to clear or answer, then exactly what was shown is fixed."""
