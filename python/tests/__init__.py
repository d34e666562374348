"""Tests of pyfunctron: python3 -m unittest discover, in the folder above."""
