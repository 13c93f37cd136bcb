// Random numbers as a pure function of what they are for: (run seed, purpose, step, prompt, sample) names a stream and
// the position counts inside it. Nothing has to be saved to resume, and no number depends on what else was drawn.

namespace R1Sharp.Numerics;

/// <summary>What a stream of random numbers is used for. The values are part of the format of a run: never renumber.</summary>
public enum RandomPurpose : uint
{
    WeightInitialization = 1,
    Corpus = 2,
    Shuffle = 3,
    Sampling = 4,
    Problems = 5,
    Evaluation = 6,
    Bootstrap = 7,
    Test = 8,
    General = 20,
    Selection = 24,
    AdapterInitialization = 25,
}

/// <summary>
/// A counter-based stream of random numbers: Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as
/// 1, 2, 3", SC 2011). Two streams with different keys are independent; the same key gives the same numbers on every
/// machine.
/// </summary>
public struct RandomStream
{
    readonly uint _key0, _key1, _counter1, _counter2, _counter3;
    uint _position;
    uint _x0, _x1, _x2, _x3;
    int _ready;

    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="a">First coordinate, e.g. the step.</param>
    /// <param name="b">Second coordinate, e.g. the prompt.</param>
    /// <param name="c">Third coordinate, e.g. the sample.</param>
    public RandomStream(ulong seed, RandomPurpose purpose, long a = 0, long b = 0, long c = 0)
    {
        // The coordinates are mixed into 160 bits of key and counter; each keeps its own words as far as they go.
        var mixed = Mix(seed + 0x9E3779B97F4A7C15UL * (uint)purpose) ^ Mix((ulong)(a >> 32) ^ ((ulong)(b >> 32) << 21) ^ ((ulong)(c >> 32) << 42));
        _key0 = (uint)mixed;
        _key1 = (uint)(mixed >> 32);
        _counter1 = (uint)a;
        _counter2 = (uint)b;
        _counter3 = (uint)c;
    }

    /// <summary>Thirty-two uniform random bits.</summary>
    public uint NextUInt()
    {
        if (_ready == 0)
        {
            Block();
            _ready = 4;
        }
        _ready--;
        return _ready switch { 3 => _x0, 2 => _x1, 1 => _x2, _ => _x3 };
    }

    /// <summary>Goes on after so many blocks of four words, counted from the stream's beginning.</summary>
    public void SkipBlocks(long count)
    {
        _position = checked((uint)count);
        _ready = 0;
    }

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (((ulong)NextUInt() << 21) ^ (NextUInt() >> 11)) * (1.0 / (1UL << 53));

    /// <summary>An integer in [0, <paramref name="bound"/>), each with the same probability up to 2^-32.</summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)(((ulong)NextUInt() * (uint)bound) >> 32);
    }

    /// <summary>An integer in [<paramref name="from"/>, <paramref name="to"/>), the end exclusive.</summary>
    public int NextInt(int from, int to) => from + NextInt(to - from);

    /// <summary>True with probability <paramref name="p"/>.</summary>
    public bool NextBool(double p) => NextDouble() < p;

    /// <summary>One element, each with the same probability.</summary>
    public T Pick<T>(ReadOnlySpan<T> from) => from[NextInt(from.Length)];

    /// <summary>A standard normal number (Box and Muller, the cosine branch only).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Puts the elements into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    void Block()
    {
        uint c0 = _position++, c1 = _counter1, c2 = _counter2, c3 = _counter3, k0 = _key0, k1 = _key1;
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)c0 * 0xD2511F53u, p1 = (ulong)c2 * 0xCD9E8D57u;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        (_x0, _x1, _x2, _x3) = (c0, c1, c2, c3);
    }
}
