"""Questions, predictions and progress on the pages: the form of a question, and the scripts.

The scripts are ES modules, which extensions/progress.py bundles; `main.js` starts them all.
"""
