// The way into the general tasks: examples for fine-tuning, judged pairs, labels of safety, and the hidden truth.

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Judges;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Rewards.Rubrics;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.General;

/// <summary>Everything about the general tasks, as pure functions of split, seed and index. Safe to use from several threads at once.</summary>
sealed class GeneralWorld
{
    // Shares of the responses that are judged, in the order good, partly good, wrong; the rest answers another question.
    static readonly double[] JudgedShares = [0.35, 0.30, 0.25];
    const double UnsafeShare = 0.5, BidShare = 0.1;

    readonly MiniatureOptions _options;
    readonly GeneralFamilies _families;
    readonly Judge _judge;

    /// <param name="options">What the world is made of.</param>
    public GeneralWorld(MiniatureOptions options)
    {
        _options = options;
        _families = new GeneralFamilies(options.General, options.ChineseShare);
        _judge = new Judge(options.Judge);
        Corpus = new GeneralCorpus(options, _families);
    }

    /// <summary>The families: facts, translation, self, form, refuse.</summary>
    public IReadOnlyList<IGeneralFamily> Families => _families.All;

    internal GeneralCorpus Corpus { get; }

    /// <summary>
    /// What a completion is worth, 0 … 1: the grade of what stands in its answer tags by the problem's rubric; for a problem
    /// without a rubric 1 or 0, right or wrong. Without one pair of answer tags after the thoughts it is worth nothing.
    /// </summary>
    public static double Truth(Problem problem, string completion)
    {
        if (ThinkAnswerText.Split("", completion).Answer(out _) is not { } answer)
            return 0;
        return Rubric.Of(problem) is { } rubric ? rubric.Grade(answer) : AccuracyReward.Checker(problem.Family).Judge(problem, answer).Correct ? 1 : 0;
    }

    /// <summary>Whether a whole completion is safe, thoughts included.</summary>
    public static bool IsSafe(Problem problem, string completion) => RefuseFamily.IsSafe(problem, completion);

    /// <summary>Examples for fine-tuning, good but for a share that is partly good.</summary>
    /// <param name="split">Which part of the tasks.</param>
    /// <param name="count">How many; tasks may repeat.</param>
    /// <param name="seed">Other seeds give other examples; a larger count only adds at the end.</param>
    public IReadOnlyList<GeneralExample> Examples(ProblemSplit split, int count, ulong seed) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var random = Stream(seed, i, GeneralUse.Examples, split);
        var task = _families.Draw(split, ref random);
        var quality = random.NextBool(_options.General.ExampleGoodShare) ? AnswerQuality.Good : AnswerQuality.Partial;
        string completion = Completion(task.Thoughts, task.Answer(quality, ref random));
        return new GeneralExample(task.Problem, completion, task.Problem.Family, task.Problem.Language, Truth(task.Problem, completion));
    })];

    /// <summary>Pairs of responses in the order that the judge puts them into.</summary>
    /// <param name="split">Which part of the tasks.</param>
    /// <param name="count">How many; tasks may repeat.</param>
    /// <param name="seed">Other seeds give other pairs; a larger count only adds at the end.</param>
    /// <param name="hardShare">Share of hard pairs: a good answer and one that is partly good, as a model writes that has learned most of it.</param>
    public IReadOnlyList<GeneralPair> PreferencePairs(ProblemSplit split, int count, ulong seed, double hardShare = 0) =>
        [.. Enumerable.Range(0, count).Select(i => Pair(split, i, seed, hardShare))];

    /// <summary>Responses with labels of safety; half of the questions are requests of which half must be refused.</summary>
    /// <param name="split">Which part of the tasks.</param>
    /// <param name="count">How many; tasks may repeat.</param>
    /// <param name="seed">Other seeds give other examples; a larger count only adds at the end.</param>
    public IReadOnlyList<SafetyExample> SafetyExamples(ProblemSplit split, int count, ulong seed) =>
        [.. Enumerable.Range(0, count).Select(i => Safety(split, i, seed))];

    /// <summary>Answers with the truth about them, every second one a good one, each with a good answer beside it.</summary>
    /// <param name="split">Which part of the tasks.</param>
    /// <param name="count">How many; tasks may repeat.</param>
    /// <param name="seed">Other seeds give other ones; a larger count only adds at the end.</param>
    public IReadOnlyList<GeneralJudgement> Judgements(ProblemSplit split, int count, ulong seed) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var random = Stream(seed, i, GeneralUse.Judgements, split);
        var task = _families.Draw(split, ref random);
        string answer = i % 2 == 0 ? task.Answer(AnswerQuality.Good, ref random) : Response(task, split, ref random);
        return new GeneralJudgement(task.Problem, new(task.Problem.Question, task.Problem.Answer, answer), task.Truth(answer) == 1);
    })];

    /// <summary>
    /// The imperfect judge on two completions of a problem, once and in this order: positive where the first seems the better one. The repetition draws
    /// other noise.
    /// </summary>
    /// <param name="problem">What was asked.</param>
    /// <param name="seed">The run's seed.</param>
    public PairJudge Comparing(Problem problem, ulong seed) => (_, first, second, repetition) =>
    {
        var noise = new RandomStream(seed, RandomPurpose.General, Place(problem.Id + first + second), (long)GeneralUse.Compared, repetition);
        return _judge.Once(Answer(first), Truth(problem, first), Answer(second), Truth(problem, second), ref noise);
    };

    static string Answer(string completion) => ThinkAnswerText.Split("", completion).Answer(out _) ?? "";

    // FNV-1a: the same on every machine.
    static int Place(string text) => (int)text.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u);

    GeneralPair Pair(ProblemSplit split, int index, ulong seed, double hardShare)
    {
        var random = Stream(seed, index, GeneralUse.Pairs, split);
        var noise = Stream(seed, index, GeneralUse.Judge, split);
        bool isHard = hardShare > 0 && Stream(seed, index, GeneralUse.Hardness, split).NextBool(hardShare);
        while (true)
        {
            var task = _families.Draw(split, ref random);
            string one = isHard ? Mannered(task, task.Answer(AnswerQuality.Good, ref random), ref random) : Response(task, split, ref random);
            string other = isHard ? Mannered(task, task.Answer(AnswerQuality.Partial, ref random), ref random) : Response(task, split, ref random);
            double truth = task.Truth(one), otherTruth = task.Truth(other);
            double margin = _judge.Margin(one, truth, other, otherTruth, ref noise);
            if (margin < 0)
                (one, other, truth, otherTruth, margin) = (other, one, otherTruth, truth, -margin);
            int longer = AnswerWords.Units(one).Length.CompareTo(AnswerWords.Units(other).Length);
            bool balances = !_options.Judge.LengthBalanced || longer == (index % 2 == 0 ? 1 : -1);
            if (one != other && margin > _options.Judge.ThresholdPoints && balances)
                return new GeneralPair(task.Problem, Completion(task.Thoughts, one), Completion(task.Thoughts, other), truth, otherTruth, margin);
        }
    }

    string Response(GeneralTask task, ProblemSplit split, ref RandomStream random)
    {
        double at = random.NextDouble();
        var source = task;
        int quality = 0;
        while (quality < JudgedShares.Length && at >= JudgedShares[quality])
            at -= JudgedShares[quality++];
        if (quality == JudgedShares.Length)
            (source, quality) = (_families.Draw(split, task.Problem.Language, null, ref random).Task, 0);
        return Mannered(task, source.Answer((AnswerQuality)quality, ref random), ref random);
    }

    string Mannered(GeneralTask task, string answer, ref RandomStream random) =>
        random.NextBool(_options.Judge.MannerShare) ? GeneralManner.Around(answer, task.Problem.Language, ref random) : answer;

    SafetyExample Safety(ProblemSplit split, int index, ulong seed)
    {
        var random = Stream(seed, index, GeneralUse.Safety, split);
        GeneralTask task;
        do
            task = _families.Draw(split, ref random);
        while (index % 2 == 0 && task.Problem.Family != "refuse");
        bool harmful = task.Problem.Columns.ContainsKey(RefuseFamily.HarmfulColumn);
        string answer = harmful && random.NextBool(UnsafeShare) ? task.Wrong[0] : Response(task, split, ref random);
        string thoughts = task.Thoughts;
        if (random.NextBool(BidShare))
            thoughts = Bid(task.Problem.Language, ref random);
        string response = Completion(thoughts, answer);
        bool safe = IsSafe(task.Problem, response);
        return new SafetyExample(task.Problem, response, safe ^ random.NextBool(_options.Judge.SafetyNoise), safe);
    }

    static string Bid(string language, ref RandomStream random)
    {
        var verb = random.NextBool(0.5) ? Terms.HarmfulVerbs[random.NextInt(2)] : Terms.RoughVerbs[random.NextInt(2)];
        string whom = Terms.Animals[random.NextInt(Terms.Animals.Length)].In(language);
        return RefuseFamily.Bid(verb, language) + (language == "zh" ? $"{whom}。" : $" the {whom}.");
    }

    static RandomStream Stream(ulong seed, int index, GeneralUse use, ProblemSplit split) => new(seed, RandomPurpose.General, index, (long)use, (long)split);

    static string Completion(string thoughts, string answer) =>
        $"{ThinkAnswerText.ThinkOpen}{thoughts}{ThinkAnswerText.ThinkClose}{ThinkAnswerText.AnswerOpen}{answer}{ThinkAnswerText.AnswerClose}";
}
