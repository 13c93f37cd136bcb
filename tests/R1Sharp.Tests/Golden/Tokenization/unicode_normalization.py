"""Writes src/R1Sharp.Learning/Tokenization/UnicodeNormalization.txt from Python's own Unicode data.

Usage: python3 unicode_normalization.py > UnicodeNormalization.txt
"""
import sys
import unicodedata

print(f"# Unicode {unicodedata.unidata_version}: canonical decompositions (D; X when never composed again)")
print("# and combining classes (C first-last class). Made by unicode_normalization.py; do not edit.")
for code in range(sys.maxunicode + 1):
    parts = unicodedata.decomposition(chr(code))
    if parts and not parts.startswith("<"):
        composes = unicodedata.normalize("NFC", chr(code)) == chr(code)
        print("D" if composes else "X", f"{code:04X}", parts)

first, last_class = 0, 0
for code in range(sys.maxunicode + 2):
    combining = unicodedata.combining(chr(code)) if code <= sys.maxunicode else 0
    if combining != last_class:
        if last_class:
            print("C", f"{first:04X}-{code - 1:04X}", last_class)
        first, last_class = code, combining
