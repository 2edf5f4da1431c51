"""The papers of a meeting, each as page, PDF and ODT: notice, agenda, sign-in sheet, handout of the work report."""
