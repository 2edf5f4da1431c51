"""The minutes of a draft, written as text: resolutions, motions, remarks, sections and the wording of clauses."""
