"""Any file as a table of texts, and the words of files: names of columns, dates, periods."""
