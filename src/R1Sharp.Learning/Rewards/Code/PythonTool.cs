// Tool-integrated reasoning: when the model closes a fenced python block, the block is run and its output is put behind
// it, and the model goes on (ToRA, Gou et al., arXiv 2309.17452). The output's tokens are not learned from.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>Settings of the tool.</summary>
sealed record PythonToolOptions
{
    /// <summary>Programs run in one completion; a further block is answered with a note.</summary>
    [Range(1, 1000)] public int MaxCalls { get; init; } = 4;

    /// <summary>Characters of output that the model gets to see.</summary>
    [Range(1, 1_000_000)] public int MaxOutputCharacters { get; init; } = 1000;

    /// <summary>What a program may use.</summary>
    public ProgramLimits Limits { get; init; } = new();
}

/// <summary>
/// Answers the closing of a python block with an output block. What is put in depends on the completion's tokens alone.
/// The output is encoded as ordinary text: a program cannot print a special token.
/// </summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="runner">Runs programs.</param>
/// <param name="options">The settings.</param>
sealed class PythonTool(Tokenizer tokenizer, IProgramRunner runner, PythonToolOptions options)
{
    const string Fence = "```";

    // Every token holds at least one byte, so that a fence just closed lies within the last few.
    const int TailTokens = 8;

    /// <summary>What a request for completions calls while they are written: the tool's output, where a block has just closed.</summary>
    public Task<int[]>? Interject(ReadOnlySpan<int> completion)
    {
        if (!tokenizer.Decode(completion[Math.Max(0, completion.Length - TailTokens)..]).TrimEnd().EndsWith(Fence, StringComparison.Ordinal))
            return null;
        string text = tokenizer.Decode(completion);
        var blocks = ProgramText.Blocks(text).ToList();
        if (blocks.Count == 0 || !blocks[^1].IsPython || !blocks[^1].IsClosed || !IsJustClosed(text))
            return null;
        string before = text.EndsWith('\n') ? "" : "\n";
        int calls = blocks.Count(b => b.IsPython);
        return Task.Factory.StartNew(() => tokenizer.EncodeOrdinary($"{before}{Fence}output\n{Answer(blocks[^1].Body, calls)}\n{Fence}\n"),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    // The fence is the text's last line, and was not seen closed before: blanks after it do not close it again.
    static bool IsJustClosed(string text)
    {
        string trimmed = text.TrimEnd();
        return text.Length - trimmed.Length <= 1 && trimmed.Split('\n')[^1].Trim() == Fence;
    }

    string Answer(string program, int calls)
    {
        if (calls > options.MaxCalls)
            return $"(not run: {options.MaxCalls} programs have been run already)";
        var result = runner.Run(new ProgramRequest(program) { Limits = options.Limits });
        string shown = result.Status == ProgramStatus.Ok ? result.Output : $"{result.Output.TrimEnd()}\n{result.Complaint}";
        shown = shown.Trim().Replace(Fence, "'''", StringComparison.Ordinal);
        return shown.Length <= options.MaxOutputCharacters ? shown : shown[..CutBefore(shown, options.MaxOutputCharacters)] + " …";
    }

    static int CutBefore(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
