// The reward for a right answer: 1 or 0, decided by rules alone, as in R1-Zero (DeepSeek-R1, section 2.2.2).

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Rewards.Answers;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Rewards.Instructions;
using R1Sharp.Learning.Rewards.Mathematics;
using R1Sharp.Learning.Rewards.Reading;
using R1Sharp.Learning.Rewards.Rubrics;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Learning.Settings;

namespace R1Sharp.Learning.Rewards.Accuracy;

/// <summary>When a right answer counts.</summary>
public sealed record AccuracyOptions
{
    /// <summary>Whether the form must be right too.</summary>
    [Description("whether a right answer in another form than thoughts and answer in their tags counts as wrong")]
    public bool RequireFormat { get; init; }

    /// <summary>Where the answer is looked for.</summary>
    [Description("tags: answer tags alone; said: also \\boxed{…}, \"the answer is …\", 答案是, ####, and a conclusion at the end; any: also a completion that "
        + "is nothing but one short line"), AllowedValues("tags", "said", "any")]
    public string Extract { get; init; } = "said";

    /// <summary>The math grader's choices; the families of the miniature world do not have them.</summary>
    [Inline] public MathOptions Math { get; init; } = new();
}

/// <summary>
/// 1 where the completion's answer is right, else 0; null where the gold answer cannot be used. Answers inside the thoughts
/// do not count. The problems of the miniature world are answered in answer tags alone, and so are problems with a rubric.
/// </summary>
public sealed class AccuracyReward : IReward
{
    static readonly Dictionary<string, IAnswerChecker> OwnCheckers = new()
    {
        ["countdown"] = new CountdownChecker(),
        ["arithmetic"] = new ValueChecker(),
        ["digits"] = new DigitStringChecker(),
        ["logic"] = new NameSetChecker(),
    };

    static readonly MathFamilyChecker s_otherFamilies = new();

    static readonly RubricChecker s_rubric = new();

    // IFEval's own measure: strict, and right only where every instruction is followed.
    static readonly IfevalReward s_instructions = new(new() { Aggregate = "all" });

    readonly CodeReward _code;
    readonly IReward? _benchmarks;
    readonly IReward? _format;
    readonly AnswerPlaces _accepted;
    readonly MathFamilyChecker _otherFamilies;

    /// <param name="requireFormat">Whether a right answer counts only in a completion of the right form (see <see cref="FormatReward"/>).</param>
    public AccuracyReward(bool requireFormat = false) : this(new AccuracyOptions { RequireFormat = requireFormat }) { }

    /// <param name="options">When a right answer counts.</param>
    /// <param name="host">Where programs run that are the answer to a problem; null runs none.</param>
    public AccuracyReward(AccuracyOptions options, RewardHost? host = null)
    {
        _code = new CodeReward((host ?? RewardHost.None).Programs, new() { Scoring = "all" });
        _benchmarks = host?.Benchmarks;
        _format = options.RequireFormat ? new FormatReward() : null;
        _otherFamilies = new MathFamilyChecker(options.Math);
        _accepted = options.Extract switch
        {
            "tags" => AnswerPlaces.Tags,
            "any" => AnswerPlaces.Any | AnswerPlaces.Conclusion,
            _ => AnswerPlaces.Said | AnswerPlaces.Conclusion
        };
    }

    /// <summary>For the catalog.</summary>
    internal static RewardDescription Description { get; } =
        RewardDescription.Of<AccuracyOptions>("accuracy", (options, host) => new AccuracyReward(options, host),
        "1 if the answer equals the gold answer, else 0; null where the gold answer cannot be used", "0 or 1",
        "DeepSeek-R1, section 2.2.2; TRL accuracy_rewards.py and Open-R1 rewards.py, accuracy_reward") with
        {
            Kind = RewardKind.Grader,
            Departures = "Answers inside the thoughts do not count, nor do more than four different boxed answers, nor several pairs of answer tags. "
            + "An early Open-R1 paid 1 where the gold answer did not parse; here the score is null, as in TRL.",
        };

    /// <inheritdoc/>
    public string Name => "accuracy";

    /// <summary>The checker for a family; families without one of their own have the math grader.</summary>
    internal static IAnswerChecker Checker(string family) => Checker(family, s_otherFamilies);

    /// <summary>The same with a checker for the families without one of their own.</summary>
    internal static IAnswerChecker Checker(string family, IAnswerChecker otherFamilies) => OwnCheckers.GetValueOrDefault(family, otherFamilies);

    /// <inheritdoc/>
    public bool IsSameAnswer(Problem problem, string one, string other, ref long work) => Benchmark(problem) is { } measure
        ? measure.IsSameAnswer(problem, one, other, ref work)
        : !problem.Columns.ContainsKey(Rubric.Column) && Checker(problem.Family, _otherFamilies).IsSameAnswer(problem, one, other, ref work);

    /// <inheritdoc/>
    public bool HasVotes(Problem problem) => Benchmark(problem)?.HasVotes(problem)
        ?? problem.Family != CodeReward.Family && !IfevalReward.IsInstruction(problem);

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        if (Benchmark(input.Problem) is { } measure)
            return OfRightForm(input, measure.Score(input));
        if (input.Problem.Family == CodeReward.Family)
            return _code.Score(input);
        if (IfevalReward.IsInstruction(input.Problem))
            return s_instructions.Score(input);
        bool hasRubric = input.Problem.Columns.ContainsKey(Rubric.Column);
        IAnswerChecker checker = hasRubric ? s_rubric : Checker(input.Problem.Family, _otherFamilies);
        if (checker.GoldProblem(input.Problem) is { } mistake)
            return new RewardScore(null, mistake);
        var accepted = hasRubric || OwnCheckers.ContainsKey(input.Problem.Family) ? AnswerPlaces.Tags : _accepted;
        if (AnswerFinder.Find(input, accepted, out string reason) is not { Text: var answer })
            return new RewardScore(0, reason);
        var verdict = checker.Judge(input.Problem, answer);
        return OfRightForm(input, new RewardScore(verdict.Correct ? 1 : 0, verdict.Reason, verdict.Canonical));
    }

    IReward? Benchmark(Problem problem) => problem.Task is null ? null : _benchmarks;

    RewardScore OfRightForm(RewardInput input, RewardScore score) => score.Value > 0 && _format?.Score(input) is { Value: 0 } format
        ? score with { Value = 0, Reason = $"right but {format.Reason}", Accuracy = score.Accuracy is null ? null : 0 } : score;
}
