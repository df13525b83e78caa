"""The documentation site (`make site`), its pictures, and the recording on its home page."""
