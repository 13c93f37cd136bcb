using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Tests.Engines;

/// <summary>Remembers tokens in pages of four: the one before the last is read from there.</summary>
sealed class BigramDecoder(BigramWeights weights, float samplerError) : IDecoder
{
    const int Positions = 4;

    readonly Sampler _sampler = new(weights.Shape.VocabularySize);
    int[][] _pages = [];
    float[][] _states = [];
    float[] _last = [];

    public int PageSize => Positions;

    public double RowCost => 0.1;

    public int PageCount => _pages.Length;

    public void Reserve(long wanted, int least)
    {
        if (_pages.Length < least)
            _pages = [.. Enumerable.Range(0, least).Select(_ => new int[Positions])];
    }

    public void CopyPage(int from, int to) => _pages[from].CopyTo(_pages[to], 0);

    public void Run(DecoderRows rows)
    {
        _states = new float[rows.Count][];
        for (int i = 0; i < rows.Count; i++)
        {
            int position = rows.Positions[i];
            Slot(rows, i, position) = rows.Tokens[i];
            _states[i] = weights.State(rows.Tokens[i], position > 0 ? Slot(rows, i, position - 1) : null);
        }
    }

    public DecodedRow Keep(int row) => new(row, _states[row]);

    public (int Token, float LogProb) Choose(DecodedRow row, in TokenChoice choice)
    {
        var (token, logProb) = _sampler.Choose(
            _last = Logits(row), choice.Sampling, choice.Uniform, choice.Prompt, choice.Completion, choice.Penalty, choice.Allowed, choice.Biases);
        return (token, logProb + samplerError);
    }

    public float Record(DecodedRow row, SamplingOptions sampling, int token) => _sampler.Record(_last = Logits(row), sampling, token) + samplerError;

    public void MostProbable(Span<TokenAlternative> most) => _sampler.MostProbable(_last, most);

    public void Dispose() { }

    float[] Logits(DecodedRow row) => weights.Outputs(row.Kept as float[] ?? _states[row.Index]);

    ref int Slot(DecoderRows rows, int row, int position) => ref _pages[rows.Pages[row].Span[position / Positions]][position % Positions];
}

/// <summary>One decoder.</summary>
sealed class BigramDecoders(BigramWeights weights, float samplerError) : IDecoderGroup
{
    readonly BigramDecoder _one = new(weights, samplerError);

    public int VocabularySize => weights.Shape.VocabularySize;

    public int MaxPositions => weights.Shape.MaxPositions;

    public int Workers => 1;

    public IDecoder Of(int worker) => _one;

    public IDecoder Together() => _one;

    public void OnEach(Action<int> work) => work(0);

    public void Dispose() { }
}
