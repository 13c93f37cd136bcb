// The rounds: learn from seed and crawl, score the crawl, collect the best, find the domains that much was collected of, add to the seed what was missed on
// their paths. All that a round leaves lies in its folder; what is there is not done again.

using System.Text.Json;
using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Corpus;
using R1Sharp.Learning.Corpus.Recall;

namespace R1Sharp.App.Corpus.Recall;

/// <summary>Recalls documents.</summary>
/// <param name="folder">Where.</param>
/// <param name="parts">The crawl.</param>
/// <param name="reader">Reads it.</param>
/// <param name="seeds">The texts of the seed corpus.</param>
/// <param name="options">What is collected.</param>
/// <param name="isTrue">Whether a document is truly wanted; null where that is not known.</param>
sealed class RecallRun(StepFolder folder, IReadOnlyList<InputPart> parts, DocumentReader reader, Func<IEnumerable<string>> seeds, RecallOptions options,
    Func<CorpusDocument, bool>? isTrue)
{
    const string Index = "index", Binary = ".bin", ModelName = "model.bin", RoundName = "round.json", AcceptedName = "accepted.txt";

    /// <summary>One round, from 1; those before must be there.</summary>
    public RecallRound Round(int round)
    {
        folder.Map(Index, parts.Count, Binary, (i, aside) => RecallIndex.Write(aside, reader.Read(parts[i], i).Select(Indexed)));
        string name = NameOf(round);
        var shares = new Lazy<(double, double)>(() => Shares(round));
        folder.Map(Path.Combine(name, "sample"), parts.Count, Binary, (i, aside) => WriteSample(aside, i, round, shares.Value));
        folder.Reduce(folder.Place(name, ModelName), aside => Learn(aside, round));
        var model = ReadModel(round);
        folder.Map(Path.Combine(name, "scores"), parts.Count, Binary, (i, aside) => WriteScores(aside, reader.Read(parts[i], i), model));
        folder.Reduce(folder.Place(name, RoundName), aside => File.WriteAllText(aside, JsonSerializer.Serialize(Collect(round), RunJson.Page) + "\n"));
        return Read(round);
    }

    /// <summary>Whether rounds are over after one.</summary>
    public bool IsOver(RecallRound round) => round.Round == options.Rounds || round.Known >= options.KnownShare;

    /// <summary>Which documents of a part a round collected.</summary>
    public bool[] Collected(int round, int part)
    {
        float threshold = (float)Read(round).Threshold;
        return [.. Scores(round, part).Select(score => score >= threshold)];
    }

    static string NameOf(int round) => FormattableString.Invariant($"round-{round}");

    RecallRound Read(int round) => JsonSerializer.Deserialize<RecallRound>(File.ReadAllBytes(folder.Place(NameOf(round), RoundName)), RunJson.Page)!;

    (IndexedDocument, string) Indexed(CorpusDocument document) =>
        (new(TextWords.Count(document.Text), 0, isTrue?.Invoke(document) == true), RecallIndex.PathOf(document));

    RecallIndex IndexOf(int part) => RecallIndex.Read(folder.Part(Index, part, Binary));

    float[] Scores(int round, int part)
    {
        byte[] bytes = File.ReadAllBytes(folder.Part(Path.Combine(NameOf(round), "scores"), part, Binary));
        return [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes)];
    }

    // Missed by some round before, on a path that was accepted then.
    bool[] SeedOf(int part, int round)
    {
        var index = IndexOf(part);
        bool[] isSeed = new bool[index.Documents.Count];
        for (int before = 1; before < round; before++)
        {
            var accepted = File.ReadLines(folder.Place(NameOf(before), AcceptedName)).ToHashSet(StringComparer.Ordinal);
            bool[] isAccepted = [.. index.Paths.Select(accepted.Contains)], collected = Collected(before, part);
            for (int i = 0; i < isSeed.Length; i++)
                isSeed[i] |= isAccepted[index.Documents[i].Path] && !collected[i];
        }
        return isSeed;
    }

    // As many of the crawl as of the seed, up to what is asked for of either; which, chance says.
    (double OfSeed, double OfCrawl) Shares(int round)
    {
        long all = Enumerable.Range(0, parts.Count).Sum(p => (long)IndexOf(p).Documents.Count), missed = Enumerable.Range(0, parts.Count)
            .Sum(p => SeedOf(p, round).LongCount(s => s));
        long wanted = seeds().Take(options.LabelledDocuments).LongCount() + missed, most = Math.Min(options.LabelledDocuments, wanted);
        return (options.LabelledDocuments / (double)Math.Max(1, wanted), most / (double)Math.Max(1, all - missed));
    }

    void WriteSample(string path, int part, int round, (double OfSeed, double OfCrawl) shares)
    {
        bool[] isSeed = SeedOf(part, round);
        var words = new List<ulong>();
        using var writer = new BinaryWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16));
        int index = 0;
        foreach (var document in reader.Read(parts[part], part))
        {
            bool isPositive = isSeed[index];
            ulong chance = HashMix.Of(options.Classifier.Seed + HashMix.Golden * (ulong)new PlacedDocument(document, part, index++).Number + (ulong)round);
            if (chance > Math.Min(1, isPositive ? shares.OfSeed : shares.OfCrawl) * ulong.MaxValue)
                continue;
            ClassifierWords.Split(document.Text, options.Classifier.MostWords, words);
            writer.Write(isPositive);
            writer.Write(words.Count);
            foreach (ulong word in words)
                writer.Write(word);
        }
    }

    void Learn(string path, int round)
    {
        var (documents, words) = (new List<LabelledWords>(), new List<ulong>());
        foreach (string text in seeds().Take(options.LabelledDocuments))
        {
            ClassifierWords.Split(text, options.Classifier.MostWords, words);
            documents.Add(new([.. words], true));
        }
        for (int i = 0; i < parts.Count; i++)
            documents.AddRange(ReadSample(folder.Part(Path.Combine(NameOf(round), "sample"), i, Binary)));
        if (documents.All(d => d.IsWanted) || documents.All(d => !d.IsWanted))
            throw new UserErrorException("recall needs a seed corpus and a crawl, and one of them has no documents.");
        var model = new TextClassifierTrainer(documents, options.Classifier, folder.Threads).Train(documents);
        using var writer = new BinaryWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16));
        writer.Write((long)documents.Count(d => d.IsWanted));
        writer.Write((long)documents.Count(d => !d.IsWanted));
        model.Write(writer);
    }

    static IEnumerable<LabelledWords> ReadSample(string path)
    {
        using var reader = new BinaryReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            bool isWanted = reader.ReadBoolean();
            ulong[] words = new ulong[reader.ReadInt32()];
            for (int i = 0; i < words.Length; i++)
                words[i] = reader.ReadUInt64();
            yield return new(words, isWanted);
        }
    }

    TextClassifier ReadModel(int round)
    {
        using var reader = OpenModel(round);
        _ = (reader.ReadInt64(), reader.ReadInt64());
        return TextClassifier.Read(reader);
    }

    BinaryReader OpenModel(int round) => new(new FileStream(folder.Place(NameOf(round), ModelName), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));

    static void WriteScores(string path, IEnumerable<CorpusDocument> documents, TextClassifier model)
    {
        var (words, rows) = (new List<ulong>(), new List<int>());
        using var writer = new BinaryWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16));
        foreach (var document in documents)
            writer.Write(model.Probability(document.Text, words, rows));
    }

    RecallRound Collect(int round)
    {
        float threshold = Threshold(round);
        var (paths, counts) = (new SortedDictionary<string, PathCount>(StringComparer.Ordinal), new RoundCounts());
        for (int i = 0; i < parts.Count; i++)
            counts.Add(IndexOf(i), [.. Scores(round, i).Select(s => s >= threshold)], round == 1 ? null : Collected(round - 1, i), paths);
        var accepted = Accepted(paths, out long domains);
        StepFolder.WriteAside(folder.Place(NameOf(round), AcceptedName), aside => File.WriteAllLines(aside, accepted));
        WritePatterns(round, paths, accepted);
        using var model = OpenModel(round);
        return counts.Round(round, model.ReadInt64(), model.ReadInt64(), threshold, domains, accepted.Sum(p => paths[p].Pages - paths[p].Collected),
            isTrue is not null);
    }

    float Threshold(int round)
    {
        var collection = new RecallCollection();
        for (int i = 0; i < parts.Count; i++)
            foreach (var (document, score) in IndexOf(i).Documents.Zip(Scores(round, i)))
                collection.Add(score, document.Words);
        // Six decimals, as it is written: whoever reads it collects the same.
        return (float)Math.Round(collection.Threshold(options.KeepWords, options.LeastProbability), 6);
    }

    // Paths of the domains that much was collected of: by a person's word, else by rule.
    List<string> Accepted(SortedDictionary<string, PathCount> paths, out long domains)
    {
        var mathematical = paths.GroupBy(p => RecallIndex.DomainOf(p.Key)).Where(d => d.Key.Length > 0
            && new PathCount(d.Sum(p => p.Value.Pages), d.Sum(p => p.Value.Collected)).Share > options.DomainShare).Select(d => d.Key)
                .ToHashSet(StringComparer.Ordinal);
        domains = mathematical.Count;
        var said = Said();
        return [.. paths.Where(p => mathematical.Contains(RecallIndex.DomainOf(p.Key))
            && (said.TryGetValue(p.Key, out bool yes) ? yes : p.Value.Share > options.PathShare))
            .Select(p => p.Key)];
    }

    Dictionary<string, bool> Said()
    {
        var said = new Dictionary<string, bool>(StringComparer.Ordinal);
        if (options.Patterns is not { } file)
            return said;
        foreach (string line in File.ReadLines(file).Where(l => l.Length > 0 && l[0] != '#'))
        {
            string[] words = line.Split('\t')[0].Split(' ', 2);
            if (words is not ["yes" or "no", _])
                throw new UserErrorException($"{file}: the line '{line}' is neither 'yes domain/path' nor 'no domain/path'.");
            said[words[1].Trim()] = words[0] == "yes";
        }
        return said;
    }

    // For a person: what the rule took and left, the paths with the most pages first.
    void WritePatterns(int round, SortedDictionary<string, PathCount> paths, List<string> accepted)
    {
        var taken = accepted.ToHashSet(StringComparer.Ordinal);
        StepFolder.WriteAside(folder.Place(NameOf(round), "patterns.txt"), aside => File.WriteAllLines(aside, paths.Where(p => p.Value.Collected > 0)
            .OrderByDescending(p => p.Value.Pages).ThenBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => FormattableString.Invariant(
                $"{(taken.Contains(p.Key) ? "yes" : "no")} {p.Key}\t{p.Value.Collected} of {p.Value.Pages} pages collected"))));
    }
}

/// <summary>Counts of a round.</summary>
sealed class RoundCounts
{
    long _collected, _words, _known, _true, _hits;

    /// <summary>Counts a part, and its pages by path.</summary>
    public void Add(RecallIndex index, bool[] collected, bool[]? before, SortedDictionary<string, PathCount> paths)
    {
        for (int i = 0; i < collected.Length; i++)
        {
            var document = index.Documents[i];
            string path = index.Paths[document.Path];
            paths[path] = paths.GetValueOrDefault(path).With(collected[i]);
            _true += document.IsTrue ? 1 : 0;
            if (!collected[i])
                continue;
            _collected++;
            _words += document.Words;
            _known += before?[i] == true ? 1 : 0;
            _hits += document.IsTrue ? 1 : 0;
        }
    }

    /// <summary>What the round came to.</summary>
    public RecallRound Round(int round, long positives, long negatives, double threshold, long domains, long missed, bool knowsTruth) => new()
    {
        Round = round,
        Positives = positives,
        Negatives = negatives,
        Threshold = threshold,
        Collected = _collected,
        CollectedWords = _words,
        Known = _collected == 0 ? 0 : (double)_known / _collected,
        Domains = domains,
        Missed = missed,
        Recall = knowsTruth && _true > 0 ? (double)_hits / _true : null,
        Precision = knowsTruth && _collected > 0 ? (double)_hits / _collected : null,
    };
}
