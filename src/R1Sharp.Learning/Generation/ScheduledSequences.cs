// The sequences of a worker: prompts whose samples are being started, and samples on their way. Each holds pages of
// the cache, and may have to be cached, some rows at a time, before anything is sampled from it.

using System.Runtime.InteropServices;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Generation;

/// <summary>Something that holds pages.</summary>
abstract class CachedSequence
{
    int[] _pages = [];

    /// <summary>Number of pages held.</summary>
    public int PageCount { get; private set; }

    /// <summary>Positions whose keys and values are cached, or will be after this round, where that is not simply all.</summary>
    public int Cached { get; set; }

    /// <summary>Row of the last position that was lined up.</summary>
    public int LastRow { get; set; }

    /// <summary>The adapters that take part; null for none.</summary>
    public abstract IRequestAdapter? Adapter { get; }

    /// <summary>Positions that must be cached before anything is sampled.</summary>
    public abstract int PrefillLength { get; }

    /// <summary>Whether they are.</summary>
    public bool IsCached => Cached >= PrefillLength;

    /// <summary>The token of a position.</summary>
    public abstract int TokenAt(int position);

    /// <summary>The pages up to this position; new ones are taken where they are missing.</summary>
    public ReadOnlyMemory<int> PagesFor(int position, PageTable table)
    {
        int count = position / table.PageSize + 1;
        if (_pages.Length < count)
            Array.Resize(ref _pages, Math.Max(count, 2 * _pages.Length));
        while (PageCount < count)
            _pages[PageCount++] = table.Take();
        return _pages;
    }

    /// <summary>Gives up all pages.</summary>
    public void Release(PageTable table)
    {
        table.Release(_pages.AsSpan(0, PageCount));
        (PageCount, Cached) = (0, 0);
    }

    /// <summary>Takes the positions of a prompt: full pages are shared, the rest is copied.</summary>
    public void Fork(PromptGroup group, PageTable table)
    {
        var from = group._pages.AsSpan(0, group.PageCount);
        Array.Resize(ref _pages, from.Length);
        table.Fork(from, group.PrefillLength, _pages);
        (PageCount, Cached) = (from.Length, group.PrefillLength);
    }
}

/// <summary>A prompt whose samples are being started.</summary>
sealed class PromptGroup(GenerationTask task) : CachedSequence
{
    /// <summary>What is asked.</summary>
    public GenerationTask Task { get; } = task;

    /// <summary>How many samples have begun.</summary>
    public int Started { get; set; }

    /// <summary>What is left to begin.</summary>
    public GenerationTask Rest => Task with { FirstSample = Task.FirstSample + Started, SampleCount = Task.SampleCount - Started };

    /// <summary>The row of the prompt's last token, from which its samples begin; null until the prompt has been run.</summary>
    public DecodedRow? Last { get; set; }

    /// <inheritdoc/>
    public override int PrefillLength => Task.Request.Prompt.Length;

    /// <inheritdoc/>
    public override IRequestAdapter? Adapter => Task.Request.Adapter;

    /// <inheritdoc/>
    public override int TokenAt(int position) => Task.Request.Prompt[position];
}

/// <summary>A completion on its way.</summary>
sealed class RunningSample(GenerationTask task, int sampleIndex) : CachedSequence
{
    Queue<int> _forced = [];

    public RandomStream Random = new(task.Request.Seed, RandomPurpose.Sampling, task.Request.Step, task.Request.PromptKey, sampleIndex);

    public GenerationTask Task { get; } = task;

    public int SampleIndex { get; } = sampleIndex;

    public List<int> Tokens { get; } = [];

    public List<float> LogProbs { get; } = [];

    /// <summary>How its thoughts are steered; null where they are not.</summary>
    public ISteeredCompletion? Thoughts { get; } = task.Request.Steering?.Begin(task.Request.Prompt);

    /// <summary>What its tokens must keep to; null where they are free.</summary>
    public ICompletionRules? Rules { get; } = task.Request.Rules?.Begin();

    /// <summary>The most probable tokens at each place; none where nobody asked.</summary>
    public List<TokenAlternative[]> Alternatives { get; } = [];

    /// <summary>How many of its tokens have been shown.</summary>
    public int Shown { get; set; }

    /// <summary>How many of its tokens can be shown.</summary>
    public int Settled => Tokens.Count - (Finish is null && Thoughts is { } thoughts ? thoughts.HeldTokens : 0);

    public FinishReason? Finish { get; set; }

    /// <summary>Tokens that are on their way from outside; the sample sits out until they have come.</summary>
    public Task<int[]>? Pending { get; set; }

    /// <summary>Indices of the tokens that came from outside.</summary>
    public List<int> ForcedTokens { get; } = [];

    /// <summary>Tokens that were run behind the last one, to be kept as far as the same are chosen.</summary>
    public List<int> Draft { get; } = [];

    /// <summary>The row of the last token in this round; those of the draft follow it.</summary>
    public int FirstRow { get; set; }

    /// <summary>What drafts know of its text; null until it was drafted.</summary>
    public DraftText? DraftText { get; set; }

    /// <summary>Where this round's draft is from; null where there is none, or it is forced.</summary>
    public DraftMatch? Match { get; set; }

    /// <summary>Position of the last token, whose keys and values are to be cached next; the prompt's last where none is left.</summary>
    public int NextPosition => Task.Request.Prompt.Length + Tokens.Count - 1;

    public ReadOnlySpan<int> TokenSpan => CollectionsMarshal.AsSpan(Tokens);

    /// <inheritdoc/>
    public override int PrefillLength => NextPosition;

    /// <inheritdoc/>
    public override IRequestAdapter? Adapter => Task.Request.Adapter;

    /// <inheritdoc/>
    public override int TokenAt(int position) =>
        position < Task.Request.Prompt.Length ? Task.Request.Prompt[position] : Tokens[position - Task.Request.Prompt.Length];

    /// <summary>Pages that it can come to hold.</summary>
    public int MostPages(int maxPositions, PageTable table) =>
        table.PagesOf((int)Math.Min(maxPositions, (long)Task.Request.Prompt.Length + Task.Request.Sampling.MaxCompletionTokens));

    /// <summary>Whether the sample takes part in the round; takes up tokens that have come from outside.</summary>
    public bool Resume()
    {
        if (Pending is not { } pending)
            return true;
        if (!pending.IsCompleted)
            return false;
        _forced = new(pending.GetAwaiter().GetResult());
        Pending = null;
        return true;
    }

    /// <summary>Its pages, its draft and what drafts knew of it were one worker's: another one takes it up.</summary>
    public void ForgetPlace()
    {
        (DraftText, Match) = (null, null);
        Draft.Clear();
    }

    /// <summary>One of its tokens as whoever listens is told of it.</summary>
    public LiveToken At(int index) =>
        new(Tokens[index], LogProbs[index], ForcedTokens.BinarySearch(index) >= 0, index < Alternatives.Count ? Alternatives[index] : null);

    /// <summary>The next token from outside; null where the model chooses.</summary>
    public int? NextForced() => _forced.TryDequeue(out int token) ? token : null;

    /// <summary>Drafts the tokens that come from outside, at most so many; whether there are any.</summary>
    public bool DraftForced(int most)
    {
        if (_forced.Count == 0)
            return false;
        Draft.AddRange(_forced.Take(Math.Max(0, most)));
        return true;
    }

    /// <summary>Whether the token that was added last is this one of the draft, and the row behind it is of use.</summary>
    public bool IsAsDrafted(int index) => Finish is null && Pending is null && index < Draft.Count && Draft[index] == Tokens[^1];

    /// <summary>Keeps some of the tokens and lines others up behind them; whether any was taken back, and the last position has to be computed again.</summary>
    public bool Carry(Intervention intervention)
    {
        bool isCut = intervention.KeptTokens < Tokens.Count;
        Tokens.RemoveRange(intervention.KeptTokens, Tokens.Count - intervention.KeptTokens);
        LogProbs.RemoveRange(Tokens.Count, LogProbs.Count - Tokens.Count);
        ForcedTokens.RemoveAll(t => t >= Tokens.Count);
        if (Alternatives.Count > Tokens.Count)
            Alternatives.RemoveRange(Tokens.Count, Alternatives.Count - Tokens.Count);
        Thoughts!.CutTo(Tokens.Count);
        if (isCut)
            Rules?.CutTo(Tokens.Count);
        _forced = new(intervention.Put);
        return isCut;
    }

    /// <summary>Adds a token.</summary>
    public void Append(int token, float logProb, bool isForced)
    {
        if (isForced)
            ForcedTokens.Add(Tokens.Count);
        Tokens.Add(token);
        LogProbs.Add(logProb);
        Thoughts?.Appended(TokenSpan);
        Rules?.Appended(TokenSpan);
    }
}
