"""PDFs: what the site asks for (`rendering.py`), and the process that draws them (`typesetting.py`)."""
