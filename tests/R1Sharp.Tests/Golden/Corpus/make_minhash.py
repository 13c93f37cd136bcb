# Near duplicates worked out apart from the program: MinHash with banding as datatrove does it (signatures, bands, buckets, union of all documents that share a
# bucket), in plain Python with whole numbers, over texts of its own. Writes minhash.jsonl: the text and the number of the document that stays of its cluster.
#   python3 make_minhash.py > minhash.jsonl
import json, re

MASK, PRIME = (1 << 64) - 1, (1 << 61) - 1
GOLDEN, BANDS, ROWS, WORDS, SEED = 0x9E3779B97F4A7C15, 14, 8, 5, 1


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def numbers(seed):
    state = seed
    while True:
        state = (state + GOLDEN) & MASK
        yield mix(state)


def word_hash(word):
    h = 14695981039346656037
    data = word.lower().encode("utf-16-le")
    for i in range(0, len(data), 2):
        h = ((h ^ (data[i] | data[i + 1] << 8)) * 1099511628211) & MASK
    return h


def shingles(text):
    words = [word_hash(w) for w in re.findall(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+", text)]
    n = min(WORDS, len(words))
    found = set()
    for i in range(len(words) - n + 1):
        row = 0
        for w in words[i:i + n]:
            row = (row * GOLDEN + w) & MASK
        found.add(mix(row) >> 3)
    return found if words else set()


draw = numbers(SEED)
functions = [(next(draw) % (PRIME - 1) + 1, next(draw) % PRIME) for _ in range(BANDS * ROWS)]


def signature(text):
    found = shingles(text)
    return [min((a * x + b) % PRIME for x in found) for a, b in functions] if found else None


# Texts: a few sources, each copied with a growing share of words changed, so that pairs lie on both sides of the threshold and on it.
rng = numbers(20261129)
pick = lambda n: next(rng) % n
vocabulary = ["".join("bcdfglmnprstv"[pick(13)] + "aeiou"[pick(5)] for _ in range(1 + pick(3))) for _ in range(400)] + ["多", "少", "数", "学", "Ärger", "naïve", "3", "17"]
texts = []
for source in range(24):
    words = [vocabulary[pick(len(vocabulary))] for _ in range(60 + pick(120))]
    texts.append(words)
    for share in (0.5, 1, 2, 3, 4, 5, 6, 8, 12):
        copy = list(words)
        for i in range(len(copy)):
            if pick(1000) < share * 10:
                copy[i] = vocabulary[pick(len(vocabulary))]
        texts.append(copy)
texts += [["one", "two"], ["One", "two"], ["one", "two", "three"], [], []]
texts = [" ".join(w.capitalize() if pick(9) == 0 else w for w in words) + ("." if words else "...") for words in texts]
order = sorted(range(len(texts)), key=lambda i: mix(i + 7))
texts = [texts[i] for i in order]

root = list(range(len(texts)))


def find(i):
    while root[i] != i:
        i = root[i]
    return i


buckets = {}
for i, text in enumerate(texts):
    s = signature(text)
    if s is None:
        continue
    for band in range(BANDS):
        j = buckets.setdefault((band, tuple(s[band * ROWS:(band + 1) * ROWS])), i)
        a, b = find(i), find(j)
        root[max(a, b)] = min(a, b)
for i, text in enumerate(texts):
    print(json.dumps({"text": text, "kept": find(i)}, ensure_ascii=False))
