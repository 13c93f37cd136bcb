#!/usr/bin/env python3
"""A corpus of any size out of a smaller one, whose copies are no duplicates of one another.

grow.py IN OUT MEGABYTES...: reads the JSON Lines of the folder IN, puts its documents in an order of chance, and writes OUT/SIZE/part-*.jsonl for every
size, each the beginning of the next larger. When all documents are used up they come again, each time with other words: of the words of five letters and
more a third, chosen by the word and the number of the round, have their letters moved on. So a copy has the lines, repetitions and lengths of its
original, but of its runs of five words hardly any. Deterministic; needs Python alone.
"""
import json, os, random, re, sys
from pathlib import Path

PART = 10_000_000
WORD = re.compile(r"[a-z]{5,}")


def moved(word: str, times: int) -> str:
    return "".join(chr(97 + (ord(c) - 97 + times) % 26) for c in word)


def changed(text: str, times: int, known: dict) -> str:
    def of(match):
        word = match.group()
        if (other := known.get(word)) is None:
            other = known[word] = moved(word, times % 25 + 1) if (sum(word.encode()) + len(word) * 7 + times) % 3 == 0 else word
        return other
    return WORD.sub(of, text) if times else text


def rows(folder: str):
    documents = [json.loads(line)["text"] for path in sorted(Path(folder).glob("*.jsonl")) for line in open(path, encoding="utf-8")]
    random.Random(1).shuffle(documents)
    times = 0
    while True:
        known = {}
        for i, text in enumerate(documents):
            yield json.dumps({"id": f"{times}-{i}", "text": changed(text, times, known)}, ensure_ascii=False, separators=(",", ":")) + "\n"
        times += 1


def main(source: str, out: str, sizes: list):
    targets = sorted(int(s) * 1_000_000 for s in sizes)
    written = part = 0
    stream = rows(source)
    parts = []
    while written < targets[-1]:
        path = Path(out, "all", f"part-{part:05}.jsonl")
        path.parent.mkdir(parents=True, exist_ok=True)
        end = min([t for t in targets if t > written] + [written + PART])
        end = min(end, written + PART)
        with open(path, "wb") as file:
            while written < end:
                row = next(stream).encode()
                file.write(row)
                written += len(row)
        parts.append((written, path))
        part += 1
    for target in targets:
        folder = Path(out, str(target // 1_000_000))
        folder.mkdir(exist_ok=True)
        for (before, _), (_, path) in zip([(0, None)] + parts, parts):
            if before < target:
                os.link(path, folder / path.name)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
