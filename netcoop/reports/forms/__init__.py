"""Ways to write a document: a page, a Word file, a workbook."""
