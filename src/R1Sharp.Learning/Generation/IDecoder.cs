// What scheduling asks of an engine: remember positions in pages, run rows, choose. When which row runs, whose page is whose and
// what follows from a token is not the engine's business.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Generation;

/// <summary>How one token is chosen.</summary>
readonly ref struct TokenChoice
{
    /// <summary>Temperature, cuts and the repetition penalty.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>A number of the completion's stream, 0 to 1.</summary>
    public required double Uniform { get; init; }

    /// <summary>The prompt, for the repetition penalty.</summary>
    public ReadOnlySpan<int> Prompt { get; init; }

    /// <summary>The completion so far, for the same.</summary>
    public ReadOnlySpan<int> Completion { get; init; }

    /// <summary>What makes tokens less probable here; null for nothing.</summary>
    public LogitPenalty? Penalty { get; init; }

    /// <summary>The tokens that may be chosen; null for all.</summary>
    public TokenMask? Allowed { get; init; }

    /// <summary>What is added to logits before they are divided by the temperature; null for nothing.</summary>
    public IReadOnlyList<TokenBias>? Biases { get; init; }
}

/// <summary>
/// Decodes with one network. A row is one position of one sequence. After <see cref="Run"/> tokens can be chosen after the rows
/// that asked for it (all of them or some), and after rows that were kept; what a row gives depends neither on the other rows nor on
/// the order in which they are asked. Not for two threads at once.
/// </summary>
interface IDecoder : IDisposable
{
    /// <summary>Positions that a page holds.</summary>
    int PageSize { get; }

    /// <summary>
    /// What one more row costs in a run of few, as a share of a run of one row: how probable a draft must be to be worth one.
    /// 1 where nothing is gained by running rows together.
    /// </summary>
    double RowCost { get; }

    /// <summary>Pages that can be used; 0 before the first <see cref="Reserve"/>.</summary>
    int PageCount { get; }

    /// <summary>Makes room for pages, at most so many as its memory allows; what pages held is lost where there were fewer.</summary>
    /// <param name="wanted">Pages that would be used.</param>
    /// <param name="least">Pages without which nothing could be decoded.</param>
    void Reserve(long wanted, int least);

    /// <summary>Copies a whole page: two sequences part in the middle of it.</summary>
    void CopyPage(int from, int to);

    /// <summary>
    /// Runs rows over what their pages remember, and remembers them there. A position that was run with another token before is
    /// written over.
    /// </summary>
    void Run(DecoderRows rows);

    /// <summary>Keeps a row that was read in the last run beyond the next ones, for prompts from which several samples begin.</summary>
    /// <param name="row">The row's index.</param>
    /// <returns>What <see cref="Choose"/> and <see cref="Record"/> take instead of the row, until it is released.</returns>
    DecodedRow Keep(int row);

    /// <summary>Chooses the token after a row; its log-probability is that of the full distribution at the temperature.</summary>
    (int Token, float LogProb) Choose(DecodedRow row, in TokenChoice choice);

    /// <summary>The log-probability of a token that was not chosen here, as <see cref="Choose"/> would have given it.</summary>
    float Record(DecodedRow row, SamplingOptions sampling, int token);

    /// <summary>
    /// The most probable tokens after the row that <see cref="Choose"/> or <see cref="Record"/> was last asked about, with log-probabilities as
    /// there; the lower id of equals first. Fewer where the vocabulary has fewer: the rest is left alone.
    /// </summary>
    void MostProbable(Span<TokenAlternative> most);
}

/// <summary>A row after which a token is chosen: one of the last run, by its index, or one that was kept.</summary>
/// <param name="Index">The row's index; not used where it was kept.</param>
/// <param name="Kept">What the decoder kept of it; null for a row of the last run.</param>
readonly record struct DecodedRow(int Index, object? Kept = null);

/// <summary>The decoders of one network: one for each worker, and one that has all of them work together.</summary>
interface IDecoderGroup : IDisposable
{
    /// <summary>V.</summary>
    int VocabularySize { get; }

    /// <summary>Tokens that a prompt and its completion may have together.</summary>
    int MaxPositions { get; }

    /// <summary>How many decoders can work side by side.</summary>
    int Workers { get; }

    /// <summary>Sequences that a worker decodes fastest side by side.</summary>
    /// <param name="longest">Tokens of the longest of them.</param>
    /// <param name="most">As many as there may be.</param>
    int SideBySide(int longest, int most) => most;

    /// <summary>The decoder of one worker, made when it is first asked for.</summary>
    IDecoder Of(int worker);

    /// <summary>The decoder of all workers together, for few samples; made when it is first asked for.</summary>
    IDecoder Together();

    /// <summary>Runs work on each worker at once, and returns when all is done.</summary>
    void OnEach(Action<int> work);
}
