// A model of the run as judge: it was trained to say yes or no (VerdictText), and is asked greedily.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Rewards.Judges;

/// <summary>Asks a network. Groups are scored beside the generation, so the network must have resources of its own.</summary>
/// <param name="name">The judge's name.</param>
/// <param name="policy">The network.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="promptOf">Turns a question into a prompt.</param>
sealed class ModelJudge(string name, IPolicy policy, Tokenizer tokenizer, Func<string, string> promptOf) : IVerdictJudge
{
    const int MostTokens = 128;

    readonly Lock _lock = new();

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Verdict Judge(VerdictQuestion question) => Judge([question])[0];

    /// <summary>The verdicts about many answers, asked together. Of what is too long for the network, it says neither.</summary>
    public IReadOnlyList<Verdict> Judge(IReadOnlyList<VerdictQuestion> questions)
    {
        int[][] prompts = [.. questions.Select(q => tokenizer.Encode(promptOf(VerdictText.Question(q))))];
        var fitting = prompts.Where(Fits).Select((prompt, i) => Request(prompt, i)).ToArray();
        Queue<Completion[]> said;
        lock (_lock)
            said = new(fitting.Length == 0 ? [] : policy.Generate(fitting));
        return [.. prompts.Select(prompt => Fits(prompt) ? VerdictText.Read(Text(said.Dequeue()[0])) : new Verdict(null, "too long to judge"))];
    }

    bool Fits(int[] prompt) => prompt.Length < (policy.MaxPositions ?? int.MaxValue);

    GenerationRequest Request(int[] prompt, int index) => new()
    {
        Prompt = prompt,
        PromptKey = index,
        Sampling = new() { Temperature = 0, MaxCompletionTokens = MostTokens, StopTokens = [tokenizer.EndOfTextId] },
    };

    string Text(Completion completion) =>
        tokenizer.Decode(completion.Tokens.AsSpan(..^(completion.Tokens is [.., var last] && last == tokenizer.EndOfTextId ? 1 : 0)));
}
