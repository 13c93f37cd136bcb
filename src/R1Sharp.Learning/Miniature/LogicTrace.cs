// Trains of thought about who lies: name somebody, try suppositions at random, or try them all in order. The last kind
// opens with a word of its own ("try").

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature;

/// <summary>Writes trains of thought about one logic puzzle.</summary>
sealed class LogicTrace(LogicStatements puzzle, int solution, string language, LogicOptions options, TraceText thoughts)
{
    readonly int _suppositions = 1 << puzzle.Names.Length;

    /// <summary>Writes one of the three kinds and returns the answer.</summary>
    public string Write(ref RandomStream random)
    {
        double kind = random.NextDouble();
        int liars = kind < options.DirectShare ? Direct(ref random)
            : kind < options.DirectShare + options.LazyShare ? Lazy(ref random)
            : InOrder(ref random);
        return puzzle.Describe(liars, language);
    }

    int Direct(ref RandomStream random)
    {
        int liars = random.NextBool(options.DirectRight) ? solution : random.NextInt(_suppositions);
        thoughts.Add(Word.So);
        Name(liars);
        return liars;
    }

    int Lazy(ref RandomStream random)
    {
        while (true)
        {
            int liars = random.NextInt(_suppositions);
            if (Suppose(liars, options.LazyError, ref random) || random.NextBool(options.LazyGiveUp))
                return liars;
            thoughts.Add(Word.Wait);
        }
    }

    int InOrder(ref RandomStream random)
    {
        thoughts.Add(Word.Try);
        for (int liars = 0; !Suppose(liars, 0, ref random); liars++)
            thoughts.Add(Word.Wait);
        if (random.NextBool(options.RecheckShare))
        {
            thoughts.Add(Word.Wait).Add(Word.Check);
            Suppose(solution, 0, ref random);
        }
        return solution;
    }

    // Writes "A honest,B lies:A says B lies yes yes,B says A B same no yes": everybody's part, then each statement again, whether
    // it is true, and whether that fits its speaker, up to the first that does not fit. Every verdict rests on words nearby.
    internal bool Suppose(int liars, double error, ref RandomStream random)
    {
        for (int person = 0; person < puzzle.Names.Length; person++)
            Separate(person, "").Add(puzzle.Names[person]).Add((liars >> person & 1) != 0 ? Word.Lies : Word.Honest);
        for (int person = 0; person < puzzle.Names.Length; person++)
        {
            bool isTrue = puzzle.Statements[person].IsTrue(liars) ^ random.NextBool(error);
            bool fits = isTrue == ((liars >> person & 1) == 0);
            Restate(Separate(person, ":").Add(puzzle.Names[person]).Add(Word.Says), puzzle.Statements[person]);
            thoughts.Add(isTrue ? Word.Yes : Word.No).Add(fits ? Word.Yes : Word.No);
            if (!fits)
                return false;
        }
        return true;
    }

    TraceText Separate(int person, string first)
    {
        string separator = person == 0 ? first : ",";
        return separator.Length == 0 ? thoughts : thoughts.Add(separator);
    }

    void Restate(TraceText to, LogicStatement statement)
    {
        to.Add(puzzle.Names[statement.First]);
        if (statement.Second != statement.First)
            to.Add(puzzle.Names[statement.Second]);
        to.Add(statement.Kind);
    }

    void Name(int liars)
    {
        if (liars == 0)
            thoughts.Add(Word.Nobody);
        for (int person = 0; person < puzzle.Names.Length; person++)
            if ((liars >> person & 1) != 0)
                thoughts.Add(puzzle.Names[person]);
    }
}
