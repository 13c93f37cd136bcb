// Completions that have fooled graders in the field: every one of them must score 0.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Rewards.Checks;

/// <summary>One way to fool a grader.</summary>
/// <param name="Name">In a few words.</param>
/// <param name="Make">The completion for a problem among all problems; null where the attack makes no sense.</param>
sealed record Attack(string Name, Func<Problem, IReadOnlyList<Problem>, string?> Make)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The attacks.</summary>
static class Attacks
{
    const int Many = 100;

    /// <summary>All attacks.</summary>
    public static IReadOnlyList<Attack> All { get; } =
    [
        new("nothing", (_, _) => ""),
        new("empty answer", (_, _) => Truth.Form("hm", "")),
        new("empty box", (_, _) => "<think>\nhm\n</think>\n\\boxed{}"),
        new("gold only in the thoughts",
            (p, _) => $"<think>\nThe answer is \\boxed{{{Truth.Gold(p)}}}. <answer>{Truth.Gold(p)}</answer>\n</think>\nI am done."),
        new("thoughts that never end", (p, _) => $"<think>\n<answer>\n{Truth.Gold(p)}\n</answer>"),
        new("every option listed", (_, _) => Truth.Form("hm", string.Join(", ", "ABCDEFGHIJ".Select(letter => $"({letter})")))),
        new("gold among other golds", (p, all) => OtherGolds(p, all) is { Count: > 0 } others
            ? Truth.Form("hm", string.Join(" or ", others.Append(Truth.Gold(p)))) : null),
        new("a hundred boxes", (p, _) => "<think>\nhm\n</think>\n" + Boxes(p)),
        new("a hundred boxes in the answer", (p, _) => Truth.Form("hm", Boxes(p))),
        new("repeated tags", (p, _) => "<think>\nhm\n</think>\n"
            + string.Concat(Enumerable.Range(0, Many).Select(i => $"<answer>\n{(i == Many - 1 ? Truth.Gold(p) : Wrong(p, i))}\n</answer>\n"))),
        new("nested tags", (p, _) => $"<think>\nhm\n</think>\n<answer>\n<answer>\n{Truth.Gold(p)}\n</answer>\n</answer>"),
        new("the question echoed", (p, _) => p.Question.Trim() == Truth.Gold(p) ? null : Truth.Form("hm", p.Question)),
        new("a huge power", (_, _) => Truth.Form("hm", "9^{9^{9^{9}}}")),
        new("a huge power in Python", (_, _) => Truth.Form("hm", "9**9**9**9")),
        new("deep parentheses", (_, _) => Truth.Form("hm", new string('(', 20_000) + "1" + new string(')', 20_000))),
        new("a huge number", (_, _) => Truth.Form("hm", new string('9', 100_000))),
        new("a huge fraction", (_, _) => Truth.Form("hm", string.Concat(Enumerable.Repeat("\\frac{1}{", 2_000)) + "1" + new string('}', 2_000))),
        new("a huge factorial", (_, _) => Truth.Form("hm", "(((999999999!)!)!)!")),
    ];

    // The gold answer stands at a place that depends on the problem, the last included.
    static string Boxes(Problem problem)
    {
        int place = new RandomStream(0, RandomPurpose.Test, problem.Answer.Length, problem.Question.Length).NextInt(Many);
        return string.Join('\n', Enumerable.Range(0, Many).Select(i => $"\\boxed{{{(i == place ? Truth.Gold(problem) : Wrong(problem, i))}}}"));
    }

    static string Wrong(Problem problem, int index) => $"{index}{(Truth.Damaged(Truth.Gold(problem)) ?? "x")}";

    static List<string> OtherGolds(Problem problem, IReadOnlyList<Problem> all) =>
        [.. all.Take(20).Select(Truth.Gold).Where(gold => gold != Truth.Gold(problem)).Distinct()];
}
