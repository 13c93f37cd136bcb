// A sum of terms: a rational coefficient times powers of atoms. Atoms are variables, primes under roots, π, e, i, and
// whatever cannot be taken apart. Equal normal forms are equal expressions; different ones may still be equal, unless all
// that is left is a number.

using System.Text;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Powers of atoms, in the order of the atoms.</summary>
sealed class Monomial : IEquatable<Monomial>
{
    readonly (int Atom, Rational Exponent)[] _powers;
    readonly int _hash;

    /// <param name="powers">In ascending order of atoms, no exponent 0.</param>
    public Monomial((int Atom, Rational Exponent)[] powers)
    {
        _powers = powers;
        var hash = new HashCode();
        foreach (var (atom, exponent) in powers)
        {
            hash.Add(atom);
            hash.Add(exponent);
        }
        _hash = hash.ToHashCode();
    }

    /// <summary>The empty product.</summary>
    public static Monomial One { get; } = new([]);

    /// <summary>The powers.</summary>
    public ReadOnlySpan<(int Atom, Rational Exponent)> Powers => _powers;

    /// <summary>Whether it is the empty product.</summary>
    public bool IsOne => _powers.Length == 0;

    /// <inheritdoc/>
    public bool Equals(Monomial? other) => other is not null && _powers.AsSpan().SequenceEqual(other._powers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Monomial);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The product, without looking at what the atoms are.</summary>
    public Monomial Times(Monomial other)
    {
        if (IsOne || other.IsOne)
            return IsOne ? other : this;
        var result = new List<(int, Rational)>(_powers.Length + other._powers.Length);
        int i = 0, j = 0;
        while (i < _powers.Length || j < other._powers.Length)
        {
            if (j == other._powers.Length || i < _powers.Length && _powers[i].Atom < other._powers[j].Atom)
                result.Add(_powers[i++]);
            else if (i == _powers.Length || other._powers[j].Atom < _powers[i].Atom)
                result.Add(other._powers[j++]);
            else
            {
                var sum = _powers[i].Exponent + other._powers[j].Exponent;
                if (!sum.IsZero)
                    result.Add((_powers[i].Atom, sum));
                (i, j) = (i + 1, j + 1);
            }
        }
        return result.Count == 0 ? One : new Monomial([.. result]);
    }
}

/// <summary>A sum of terms. Not changed once it has been handed out.</summary>
sealed class NormalForm
{
    readonly Dictionary<Monomial, Rational> _terms = [];

    /// <summary>The terms; no coefficient is 0.</summary>
    public IReadOnlyDictionary<Monomial, Rational> Terms => _terms;

    /// <summary>Whether it is 0.</summary>
    public bool IsZero => _terms.Count == 0;

    /// <summary>The value where it is a rational number, else null.</summary>
    public Rational? AsRational => _terms.Count == 0 ? Rational.Zero
        : _terms.Count == 1 && _terms.First() is { Key.IsOne: true } only ? only.Value : null;

    /// <summary>The only term; null where there is none or several.</summary>
    public (Monomial Monomial, Rational Coefficient)? SingleTerm => _terms.Count == 1 && _terms.First() is var only ? (only.Key, only.Value) : null;

    /// <summary>One term.</summary>
    public static NormalForm Of(Rational coefficient, Monomial? monomial = null)
    {
        var form = new NormalForm();
        form.Add(monomial ?? Monomial.One, coefficient);
        return form;
    }

    /// <summary>Adds a term while the form is being built.</summary>
    public void Add(Monomial monomial, Rational coefficient)
    {
        if (_terms.TryGetValue(monomial, out var present))
            coefficient += present;
        if (coefficient.IsZero)
            _terms.Remove(monomial);
        else
            _terms[monomial] = coefficient;
    }

    /// <summary>The terms in a fixed order.</summary>
    /// <param name="keyOf">The key of an atom.</param>
    /// <param name="fuel">Pays for it.</param>
    public List<(string Key, Monomial Monomial, Rational Coefficient)> Ordered(Func<int, string> keyOf, Fuel fuel)
    {
        var ordered = new List<(string Key, Monomial Monomial, Rational Coefficient)>(_terms.Count);
        foreach (var (monomial, coefficient) in _terms)
        {
            var key = new StringBuilder();
            // By name and not by number: numbers depend on which answer was read first.
            var names = new List<string>();
            foreach (var (atom, exponent) in monomial.Powers)
                names.Add(exponent == Rational.One ? keyOf(atom) : $"{keyOf(atom)}^{exponent}");
            names.Sort(StringComparer.Ordinal);
            key.AppendJoin('*', names);
            fuel.Spend(40 + key.Length);
            ordered.Add((key.ToString(), monomial, coefficient));
        }
        ordered.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return ordered;
    }
}
