// Which steps of a train of thought are right, without a model: the miniature world knows what is true after each operation. As a reward for
// single steps it is the control of every learned process reward model.
//
// A step is right where
// 1. every equation that it writes is true ("79*11=869"), and
// 2. where it moves the chain on, corrects it or says its result, the chain then stands where it truly stands after so many operations, and
// 3. where it gives the answer, the answer is right.
// So a step that carries an earlier mistake on is wrong, and one that mends it is right. Countdown's traces have the first and the third rule
// alone, those of logic, which calculate nothing, the third.

using System.Globalization;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Steps;
using R1Sharp.Learning.Rewards.Thinking;

namespace R1Sharp.Learning.Miniature.Steps;

/// <summary>Scores the steps of the miniature's families of reasoning: 1 where right, else 0.</summary>
/// <param name="world">The world that the problems come from.</param>
sealed partial class ExactSteps(MiniatureWorld world) : IStepReward
{
    /// <inheritdoc/>
    public StepUnit Unit => StepUnit.Results;

    /// <inheritdoc/>
    public bool IsModel => false;

    /// <summary>Whether the steps of a problem can be judged.</summary>
    public bool Knows(Problem problem) => world.Families.Any(f => f.Name == problem.Family);

    /// <inheritdoc/>
    public IReadOnlyList<double[]> Score(IReadOnlyList<RewardInput> group) => [.. group.Select(i => Score(i.Problem, i.Prompt, i.Completion))];

    /// <summary>The scores of one completion's steps.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="prompt">The prompt, template included.</param>
    /// <param name="completion">The completion without the end-of-text token.</param>
    /// <exception cref="UserErrorException">The problem is of no family of reasoning.</exception>
    public double[] Score(Problem problem, string prompt, string completion)
    {
        if (!Knows(problem))
            throw new UserErrorException($"Problem {problem.Id} is of the family '{problem.Family}', whose steps no rule can judge: exact steps are for "
                + $"{string.Join(", ", world.Families.Select(f => f.Name))}.");
        var family = world.Family(problem.Family);
        var steps = StepText.Cut(completion, Unit);
        IReadOnlyList<string>? states = (family as IChainFamily)?.States(problem);
        var scores = new double[steps.Count];
        var (before, length) = (default(ChainState), 0);
        for (int i = 0; i < scores.Length; i++)
        {
            length += steps[i].Length;
            var after = states is null ? default : ChainSegments.StateOf(problem, ThinkingText.Of(prompt, completion[..length]));
            bool isRight = Equation().Matches(steps[i]).All(IsTrue) && (states is null || after == before || StandsRight(after, states))
                && Answers(family, problem, completion, length, i == scores.Length - 1);
            (scores[i], before) = (isRight ? 1 : 0, after);
        }
        return scores;
    }

    // Beyond the last operation there is nothing to be right about but the result.
    static bool StandsRight(ChainState chain, IReadOnlyList<string> states) => chain.Value is null
        || chain.Value == (chain.IsDirect || chain.StepCount >= states.Count ? states[^1] : states[chain.StepCount]);

    // The last step holds the answer, or there is none.
    static bool Answers(IProblemFamily family, Problem problem, string completion, int length, bool isLast) => !isLast
        || new ThinkAnswerText(null, completion[..length].Split(ThinkAnswerText.ThinkClose)[^1]).Answer(out _) is { } answer
        && family.IsCorrect(problem, answer);

    static bool IsTrue(Match equation) => Value(equation.Groups["left"].Value) is { } left
        && decimal.TryParse(equation.Groups["right"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal right) && left == right;

    // One operation between two numbers, which is all that the traces write.
    static decimal? Value(string left)
    {
        var parts = Operation().Match(left);
        if (!parts.Success || !Number(parts.Groups[1], out decimal a) || !Number(parts.Groups[3], out decimal b))
            return null;
        return parts.Groups[2].ValueSpan[0] switch { '+' => a + b, '-' => a - b, '*' => a * b, _ => b == 0 ? null : a / b };
    }

    static bool Number(Group group, out decimal value) => decimal.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    [GeneratedRegex(@"(?<left>[0-9]+[-+*/][0-9]+)=(?<right>-?[0-9]+)")]
    private static partial Regex Equation();

    [GeneratedRegex(@"^([0-9]{1,20})([-+*/])([0-9]{1,20})$")]
    private static partial Regex Operation();
}
