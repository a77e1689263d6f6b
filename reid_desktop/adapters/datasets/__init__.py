"""Labelled data sets as their publishers lay them out."""
