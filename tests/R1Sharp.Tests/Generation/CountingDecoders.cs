using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Tests.Generation;

/// <summary>Decoders that count what is run on them.</summary>
sealed class CountingDecoders(IDecoderGroup inner) : IDecoderGroup
{
    int _runs, _rows;

    public int Runs => _runs;

    public int Rows => _rows;

    public int VocabularySize => inner.VocabularySize;

    public int MaxPositions => inner.MaxPositions;

    public int Workers => inner.Workers;

    public int SideBySide(int longest, int most) => inner.SideBySide(longest, most);

    public IDecoder Of(int worker) => new Counting(this, inner.Of(worker));

    public IDecoder Together() => new Counting(this, inner.Together());

    public void OnEach(Action<int> work) => inner.OnEach(work);

    public void Dispose() => inner.Dispose();

    sealed class Counting(CountingDecoders group, IDecoder inner) : IDecoder
    {
        public int PageSize => inner.PageSize;

        public double RowCost => 0.1;

        public int PageCount => inner.PageCount;

        public void Reserve(long wanted, int least) => inner.Reserve(wanted, least);

        public void CopyPage(int from, int to) => inner.CopyPage(from, to);

        public void Run(DecoderRows rows)
        {
            Interlocked.Increment(ref group._runs);
            Interlocked.Add(ref group._rows, rows.Count);
            inner.Run(rows);
        }

        public DecodedRow Keep(int row) => inner.Keep(row);

        public (int Token, float LogProb) Choose(DecodedRow row, in TokenChoice choice) => inner.Choose(row, choice);

        public float Record(DecodedRow row, SamplingOptions sampling, int token) => inner.Record(row, sampling, token);

        public void MostProbable(Span<TokenAlternative> most) => inner.MostProbable(most);

        public void Dispose() => inner.Dispose();
    }
}
