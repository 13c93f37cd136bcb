// r1 data dedup: removes documents, or passages, that stand in a corpus more than once.

using System.CommandLine;
using System.Globalization;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Corpus.Steps;
using R1Sharp.Learning.Corpus.Duplicates;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Commands;

/// <summary>The command that removes duplicates.</summary>
static class DataDedupCommand
{
    const string Exact = "exact", MinHash = "minhash", Substrings = "substrings";

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var group = new CorpusOptionsGroup();
        var method = new Option<string>("--method")
        {
            Description = "exact: the same text; minhash: nearly the same words; substrings: passages that stood before are cut out.",
            DefaultValueFactory = _ => MinHash,
        };
        method.AcceptOnlyFromAmong(Exact, MinHash, Substrings);
        var defaults = new MinHashOptions();
        var ngram = new NumberOption<int>("--ngram", 1, 50) { Description = "MinHash: words of a shingle.", DefaultValueFactory = _ => defaults.WordsInRow };
        var bands = new NumberOption<int>("--bands", 1, 2000)
        {
            Description = "MinHash: bands, any of which may agree.",
            DefaultValueFactory = _ => defaults.Bands,
        };
        var hashes = new NumberOption<int>("--hashes", 1, 2000)
        {
            Description = "MinHash: hashes of a band, all of which must agree.",
            DefaultValueFactory = _ => defaults.HashesPerBand,
        };
        var seed = new NumberOption<ulong>("--seed", 0, ulong.MaxValue)
        {
            Description = "MinHash: decides the hash functions.",
            DefaultValueFactory = _ => defaults.Seed,
        };
        var length = new NumberOption<int?>("--length", 2, 100_000) { Description = "Substrings: tokens of a run (50), or bytes without a tokenizer (100)." };
        var tokenizer = new Option<string?>("--tokenizer")
        {
            Description = "Substrings: the model's folder whose tokens are compared; otherwise bytes are.",
            HelpName = "folder",
        };
        var block = new NumberOption<int>("--block-mb", 1, 2000)
        {
            Description = "Substrings: megabytes of text compared at once; memory is 3.5 times that.",
            DefaultValueFactory = _ => 1000,
        };
        var mark = new Option<bool>("--mark") { Description = "Substrings: only mark the copies, in the column removed." };
        var command = new Command("dedup", "Remove documents or passages that stand in a corpus more than once; the first stays.")
        {
            method, ngram, bands, hashes, seed, length, tokenizer, block, mark,
        };
        group.AddTo(command);
        command.SetAction(parsed =>
        {
            string chosen = parsed.GetRequiredValue(method);
            if (chosen == Exact)
                return group.Run(parsed, group.Read(parsed, "dedup", ("method", Exact)), Phases(1), DuplicatesStep.RunExact);
            if (chosen == Substrings)
                return RunSubstrings(parsed, group, parsed.GetValue(tokenizer), parsed.GetValue(length), parsed.GetValue(block), parsed.GetValue(mark));
            var options = new MinHashOptions
            {
                WordsInRow = parsed.GetValue(ngram),
                Bands = parsed.GetValue(bands),
                HashesPerBand = parsed.GetValue(hashes),
                Seed = parsed.GetValue(seed),
            };
            return group.Run(parsed, group.Read(parsed, "dedup", ("method", MinHash), ("ngram", Text(options.WordsInRow)), ("bands", Text(options.Bands)),
                ("hashes", Text(options.HashesPerBand)), ("seed", options.Seed.ToString(CultureInfo.InvariantCulture))), Phases(options.Bands), request =>
                {
                    var counts = DuplicatesStep.RunMinHash(request, options);
                    SimilarityCurve.Write(System.IO.Path.Combine(request.Out, "s-curve.svg"), options);
                    return counts;
                });
        });
        return command;
    }

    static int RunSubstrings(ParseResult parsed, CorpusOptionsGroup group, string? tokenizer, int? length, int block, bool marks)
    {
        int run = length ?? (tokenizer is null ? 100 : 50);
        var request = group.Read(parsed, "dedup", ("method", Substrings), ("length", Text(run)), ("tokenizer", tokenizer), ("block-mb", Text(block)),
            ("mark", marks ? "" : null));
        var options = new PassageOptions(run, tokenizer is null ? null : Tokenizer.Load(tokenizer), block * 1_000_000L, marks);
        return group.Run(parsed, request, [new("sizes", "map", null, "counts the bytes of the texts"),
            new("ranges", "map", 1, string.Create(CultureInfo.InvariantCulture, $"a piece for every {block} MB of text: a table of all runs, copies; "
                + $"{block * 3.5:N0} MB of memory at most")), PlanPhase.Last],
            asked => PassagesStep.Run(asked, options));
    }

    static PlanPhase[] Phases(int bands) => [new("keys", "map", null, "the keys of every document, sorted within runs of 65,536; 24 bytes a key"),
        new("pairs", "merge", bands, "all runs of a band, merged: documents with the same key"), new("pairs/removed", "reduce", 1,
            "pairs become clusters; 24 bytes of memory a document that has a duplicate"), PlanPhase.Last];

    static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
