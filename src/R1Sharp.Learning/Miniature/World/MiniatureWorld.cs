// The way into the miniature world: problems by family and split, and the corpus, document by document.

using R1Sharp.Learning.Miniature.General;
using R1Sharp.Learning.Rewards;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.World;

/// <summary>Problems and documents as pure functions of a seed and an index. Safe to use from several threads at once.</summary>
sealed class MiniatureWorld
{
    // Dialogues behind the first of a series; the first of the streams that they are drawn from, behind those of single documents.
    const int MoreOfSeries = 2, SeriesStream = 3;

    readonly MiniatureOptions _options;

    /// <summary>What it is made of.</summary>
    public MiniatureOptions Options => _options;

    readonly (IProblemFamily Family, double Weight, double HarderShare)[] _families;

    /// <param name="options">What the world is made of.</param>
    public MiniatureWorld(MiniatureOptions options)
    {
        _options = options;
        _families =
        [
            (new CountdownFamily(options.Countdown), options.CountdownWeight, options.Countdown.FourNumbersShare),
            (new ArithmeticFamily(options.Arithmetic), options.ArithmeticWeight, options.Arithmetic.LongChainShare),
            (new DigitsFamily(options.Digits), options.DigitsWeight, options.Digits.FourEditsShare),
            (new LogicFamily(options.Logic), options.LogicWeight, 0),
        ];
        General = new GeneralWorld(options);
    }

    /// <summary>The general tasks.</summary>
    public GeneralWorld General { get; }

    /// <summary>The families of reasoning, in a fixed order.</summary>
    public IReadOnlyList<IProblemFamily> Families => [.. _families.Select(entry => entry.Family)];

    /// <summary>The names of all families, those of the general tasks last.</summary>
    public IReadOnlyList<string> FamilyNames => [.. Families.Concat(General.Families).Select(family => family.Name)];

    /// <summary>The family of this name, of reasoning or general.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public IProblemFamily Family(string name) =>
        Families.Concat(General.Families).FirstOrDefault(family => family.Name == name)
        ?? throw new UserErrorException($"The miniature world has no family '{name}'; it has {string.Join(", ", FamilyNames)}.");

    /// <summary>
    /// Different problems of one family and split. Without a level the ordinary levels come in turn; a level that has no
    /// more problems is passed over.
    /// </summary>
    /// <param name="family">The family's name.</param>
    /// <param name="split">Which part.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Other seeds give other problems; a larger count only adds problems at the end.</param>
    /// <param name="level">The level; null for the ordinary levels.</param>
    /// <exception cref="UserErrorException">The family or level is unknown, or has not so many problems.</exception>
    public IReadOnlyList<Problem> Problems(string family, ProblemSplit split, int count, ulong seed, int? level = null)
    {
        var source = Family(family);
        if (level < 1 || level > source.LevelCount)
            throw new UserErrorException($"Family '{family}' has levels 1 to {source.LevelCount}, not {level}.");
        List<int> levels = level is int one ? [one] : [.. Enumerable.Range(1, source.OrdinaryLevelCount)];
        var problems = new List<Problem>(count);
        var keys = new HashSet<string>();
        for (int i = 0; problems.Count < count; i++)
        {
            if (levels.Count == 0)
                throw new UserErrorException($"Family '{family}' has only about {problems.Count} problems in split {split}"
                    + $"{(level is null ? "" : $" at level {level}")}, not {count}: ask for fewer.");
            var random = new RandomStream(seed, RandomPurpose.Problems, i, family.Length, family[0]);
            int next = levels[i % levels.Count];
            if (Draw(source, next, split, keys, ref random) is { } problem)
                problems.Add(problem);
            else
                levels.Remove(next);
        }
        return problems;
    }

    /// <summary>Document number <paramref name="index"/> of the corpus that this seed names.</summary>
    public string Document(ulong seed, long index) => Describe(seed, index).Text;

    /// <summary>The same with the problem and the answer it holds, for statistics.</summary>
    public MiniatureDocument Describe(ulong seed, long index)
    {
        var random = new RandomStream(seed, RandomPurpose.Corpus, index);
        string language = random.NextBool(_options.ChineseShare) ? "zh" : "en";
        bool mixed = random.NextBool(_options.MixedShare);
        bool untagged = random.NextBool(_options.UntaggedShare);
        var text = Text(mixed);
        if (random.NextBool(_options.FactShare))
        {
            FactSheet.Write(_options.Facts, text, ref random);
            return new MiniatureDocument(text + _options.EndToken, null, null);
        }
        if (IsGeneral(seed, index))
            return General.Corpus.Describe(seed, index, language, untagged);
        var puzzle = TrainPuzzle(language, ref random);
        var asBefore = random;
        string answer = puzzle.Think(text, ref random);
        if (_options.CheckingMixedShare is { } share && ReflectionWords.Count(text.ToString()) >= 2)
        {
            // The same thoughts again, in languages that are drawn from a stream of their own.
            text = Text(new RandomStream(seed, RandomPurpose.Corpus, index, 2).NextBool(share));
            answer = puzzle.Think(text, ref asBefore);
        }
        string first = Dialogue(puzzle.Problem, text, answer, untagged);
        string behind = string.Concat(Series(seed, index, puzzle.Problem, mixed, untagged));
        return new MiniatureDocument(first + behind + _options.EndToken, puzzle.Problem, answer);

        TraceText Text(bool isMixed) => new(language, isMixed, new RandomStream(seed, RandomPurpose.Corpus, index, 1));
    }

    // The dialogues behind a first one, drawn from streams of their own.
    IEnumerable<string> Series(ulong seed, long index, Problem first, bool mixed, bool untagged)
    {
        if (_options.SeriesShare is not { } share)
            yield break;
        var random = new RandomStream(seed, RandomPurpose.Corpus, index, SeriesStream);
        if (!random.NextBool(share))
            yield break;
        var family = _families.Single(entry => entry.Family.Name == first.Family);
        for (int i = 1; i <= MoreOfSeries; i++)
        {
            var puzzle = TrainPuzzle(family.Family, family.HarderShare, first.Language, ref random);
            var text = new TraceText(first.Language, mixed, new RandomStream(seed, RandomPurpose.Corpus, index, SeriesStream + i));
            string answer = puzzle.Think(text, ref random);
            yield return _options.EndToken + Dialogue(puzzle.Problem, text, answer, untagged);
        }
    }

    string Dialogue(Problem problem, TraceText text, string answer, bool untagged) =>
        _options.UserToken + problem.Question + _options.AssistantToken + (untagged ? Untagged(text, answer) : Tagged(text, answer));

    // Drawn from a stream of its own, so that all other documents stay as they are without general ones.
    bool IsGeneral(ulong seed, long index)
    {
        if (_options.GeneralWeight == 0)
            return false;
        double share = _options.GeneralWeight / (_options.GeneralWeight + _families.Sum(entry => entry.Weight));
        return new RandomStream(seed, RandomPurpose.General, index, (long)GeneralUse.Place).NextBool(share);
    }

    static string Tagged(TraceText text, string answer) =>
        $"{ThinkAnswerText.ThinkOpen}{text}{ThinkAnswerText.ThinkClose}{ThinkAnswerText.AnswerOpen}{answer}{ThinkAnswerText.AnswerClose}";

    static string Untagged(TraceText text, string answer) =>
        text.EndsWith(Word.So, answer) ? text.ToString() : text.Add(Word.So).Add(answer).ToString();

    IPuzzle TrainPuzzle(string language, ref RandomStream random)
    {
        double at = random.NextDouble() * _families.Sum(entry => entry.Weight);
        int chosen = 0;
        while (chosen < _families.Length - 1 && at >= _families[chosen].Weight)
            at -= _families[chosen++].Weight;
        return TrainPuzzle(_families[chosen].Family, _families[chosen].HarderShare, language, ref random);
    }

    static IPuzzle TrainPuzzle(IProblemFamily family, double harderShare, string language, ref RandomStream random)
    {
        bool harder = family.LevelCount > family.OrdinaryLevelCount && random.NextBool(harderShare);
        int level = harder ? family.LevelCount : 1 + random.NextInt(family.OrdinaryLevelCount);
        while (true)
        {
            var puzzle = family.Create(ref random, level, language);
            if (ProblemSplits.Of(puzzle.Problem.Id) == ProblemSplit.Train)
                return puzzle;
        }
    }

    Problem? Draw(IProblemFamily family, int level, ProblemSplit split, HashSet<string> keys, ref RandomStream random)
    {
        for (int attempt = 0; attempt < 20_000; attempt++)
        {
            var problem = family.Create(ref random, level, random.NextBool(_options.ChineseShare) ? "zh" : "en").Problem;
            if (ProblemSplits.Of(problem.Id) == split && keys.Add(problem.Id))
                return problem;
        }
        return null;
    }
}
