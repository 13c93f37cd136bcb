"""Writes the data of Unicode normalization from Python's own, into src/R1Sharp.Learning/Tokenization/Normalization.

Usage: python3 unicode_normalization.py FOLDER
"""
import sys
import unicodedata


def canonical(file):
    print(f"# Unicode {unicodedata.unidata_version}: canonical decompositions (D; X when never composed again)", file=file)
    print("# and combining classes (C first-last class). Made by unicode_normalization.py; do not edit.", file=file)
    for code in range(sys.maxunicode + 1):
        parts = unicodedata.decomposition(chr(code))
        if parts and not parts.startswith("<"):
            composes = unicodedata.normalize("NFC", chr(code)) == chr(code)
            print("D" if composes else "X", f"{code:04X}", parts, file=file)

    first, last_class = 0, 0
    for code in range(sys.maxunicode + 2):
        combining = unicodedata.combining(chr(code)) if code <= sys.maxunicode else 0
        if combining != last_class:
            if last_class:
                print("C", f"{first:04X}-{code - 1:04X}", last_class, file=file)
            first, last_class = code, combining


def compatibility(file):
    print(f"# Unicode {unicodedata.unidata_version}: compatibility decompositions. Made by unicode_normalization.py; do not edit.", file=file)
    for code in range(sys.maxunicode + 1):
        parts = unicodedata.decomposition(chr(code))
        if parts.startswith("<"):
            print(f"{code:04X}", parts.split("> ")[1], file=file)


for name, write in (("UnicodeNormalization.txt", canonical), ("UnicodeCompatibility.txt", compatibility)):
    with open(f"{sys.argv[1]}/{name}", "w", encoding="utf-8") as file:
        write(file)
