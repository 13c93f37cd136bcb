// Who is asked, and how answers are judged: what every trainer, sampler and evaluation needs together.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Rollouts;

/// <summary>A policy with all that lies between problems and scored completions.</summary>
/// <param name="Policy">What answers.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
/// <param name="PromptOf">Turns a question into a prompt, e.g. a template's Render.</param>
/// <param name="Rewards">Score the completions; parts named "accuracy", "format" and "language_consistency" replace the built-in measures.</param>
public sealed record Asker(IPolicy Policy, Tokenizer Tokenizer, Func<string, string> PromptOf, RewardSum Rewards)
{
    /// <summary>What puts tokens into the completions while they are generated, such as a tool; they are not learned from. Null for nothing.</summary>
    public Interjection? Interject { get; init; }

    /// <summary>Who samples what is learned from in the policy's place; null has the policy itself.</summary>
    public OutsideRollouts? Outside { get; init; }

    /// <summary>Turns a problem into a prompt where more than its question decides, as examples of its family do; null asks the question alone.</summary>
    public Func<Problem, string>? Asks { get; init; }

    /// <summary>The same, whose questions are put in other words; what is judged and learned keeps the question itself.</summary>
    /// <param name="put">The question as it is put.</param>
    public Asker Putting(Func<string, string> put) => this with
    {
        PromptOf = question => PromptOf(put(question)),
        Asks = Asks is { } asks ? problem => asks(problem with { Question = put(problem.Question) }) : null,
    };

    /// <summary>Every token that ends a completion: the tokenizer's own and those that the policy's files list.</summary>
    internal int[] EndIds => [.. Policy.EndIds.Prepend(Tokenizer.EndOfTextId).Distinct()];

    /// <summary>The prompts of some problems.</summary>
    internal IReadOnlyList<Prompt> Prompts(IReadOnlyList<Problem> problems) => [.. problems.Select(problem =>
    {
        string text = Asks?.Invoke(problem) ?? PromptOf(problem.Question);
        return new Prompt(problem, text, Tokenizer.Encode(text));
    })];
}

/// <summary>A problem as it is put to the policy.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Text">The prompt's text, template and prefill included.</param>
/// <param name="Tokens">Its tokens.</param>
sealed record Prompt(Problem Problem, string Text, int[] Tokens);

/// <summary>What is asked in one round: how many completions of each prompt, how they are sampled, and which random numbers they draw.</summary>
sealed record Asking
{
    /// <summary>Completions of each prompt.</summary>
    public required int SampleCount { get; init; }

    /// <summary>How to sample; the tokens that end a text are added.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>The run's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>First coordinate of the random stream, and the step that the completions are said to be of.</summary>
    public int Step { get; init; }

    /// <summary>The number of the first prompt; the others follow.</summary>
    public int FirstGroup { get; init; }

    /// <summary>Second coordinate of the random stream of each prompt; null takes its number.</summary>
    public Func<Prompt, long>? KeyOf { get; init; }

    /// <summary>How completions are steered; null leaves them alone.</summary>
    public ISteering? Steering { get; init; }

    /// <summary>The version of the weights under which the asker's outside sampler answers; null asks the policy.</summary>
    public int? OutsideVersion { get; init; }
}
