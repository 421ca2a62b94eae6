"""Published studies, rerun: what was published beside what middlepower finds."""
