// A regular expression as a tree, and its steps.

namespace R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

/// <summary>A part of a regular expression.</summary>
internal abstract record PatternNode
{
    /// <summary>Whether it can match nothing.</summary>
    public abstract bool MayBeEmpty { get; }

    /// <summary>Appends its steps.</summary>
    public abstract void Compile(PatternCompiler compiler);
}

/// <summary>Steps and sets as they come.</summary>
internal sealed class PatternCompiler
{
    // Repetitions are written out; a pattern beyond this is no pre-tokenizer's.
    const int MostSteps = 20_000;

    /// <summary>The steps so far.</summary>
    public List<PatternStep> Steps { get; } = [];

    /// <summary>The sets so far.</summary>
    public List<PatternSet> Sets { get; } = [];

    /// <summary>Appends a step and returns its index.</summary>
    public int Add(PatternOperation operation, int argument = 0, int other = 0)
    {
        if (Steps.Count >= MostSteps) throw new NotSupportedException($"a pre-tokenizer pattern of more than {MostSteps} steps is not supported");
        Steps.Add(new(operation, argument, other));
        return Steps.Count - 1;
    }

    /// <summary>The program of a tree.</summary>
    public static PatternProgram Compile(string source, PatternNode root)
    {
        var compiler = new PatternCompiler();
        root.Compile(compiler);
        compiler.Add(PatternOperation.Accept);
        return new PatternProgram(source, [.. compiler.Steps], [.. compiler.Sets]);
    }
}

/// <summary>One character of a set.</summary>
internal sealed record SetNode(PatternSet Set) : PatternNode
{
    public override bool MayBeEmpty => false;

    public override void Compile(PatternCompiler compiler)
    {
        compiler.Sets.Add(Set);
        compiler.Add(PatternOperation.Set, compiler.Sets.Count - 1);
    }
}

/// <summary>Parts one after the other.</summary>
internal sealed record SequenceNode(IReadOnlyList<PatternNode> Parts) : PatternNode
{
    public override bool MayBeEmpty => Parts.All(part => part.MayBeEmpty);

    public override void Compile(PatternCompiler compiler)
    {
        foreach (var part in Parts) part.Compile(compiler);
    }
}

/// <summary>The first branch that lets the whole match.</summary>
internal sealed record BranchNode(IReadOnlyList<PatternNode> Branches) : PatternNode
{
    public override bool MayBeEmpty => Branches.Any(branch => branch.MayBeEmpty);

    public override void Compile(PatternCompiler compiler)
    {
        var jumps = new List<int>();
        foreach (var branch in Branches.SkipLast(1))
        {
            int fork = compiler.Add(PatternOperation.Fork);
            branch.Compile(compiler);
            jumps.Add(compiler.Add(PatternOperation.Jump));
            compiler.Steps[fork] = new(PatternOperation.Fork, fork + 1, compiler.Steps.Count);
        }
        Branches[^1].Compile(compiler);
        foreach (int jump in jumps) compiler.Steps[jump] = new(PatternOperation.Jump, compiler.Steps.Count);
    }
}

/// <summary>A part again and again: as often as possible, or as seldom.</summary>
/// <param name="Part">The part.</param>
/// <param name="Least">At least so often.</param>
/// <param name="Most">At most so often; null for no limit.</param>
/// <param name="IsLazy">As seldom as possible.</param>
internal sealed record RepeatNode(PatternNode Part, int Least, int? Most, bool IsLazy) : PatternNode
{
    public override bool MayBeEmpty => Least == 0 || Part.MayBeEmpty;

    public override void Compile(PatternCompiler compiler)
    {
        for (int i = 0; i < Least; i++) Part.Compile(compiler);
        if (Most is { } most)
        {
            var forks = new List<int>();
            for (int i = Least; i < most; i++)
            {
                forks.Add(compiler.Add(PatternOperation.Fork));
                Part.Compile(compiler);
            }
            foreach (int fork in forks) compiler.Steps[fork] = Fork(fork + 1, compiler.Steps.Count);
            return;
        }
        int start = compiler.Add(PatternOperation.Fork);
        Part.Compile(compiler);
        compiler.Add(PatternOperation.Jump, start);
        compiler.Steps[start] = Fork(start + 1, compiler.Steps.Count);
    }

    PatternStep Fork(int again, int on) => IsLazy ? new(PatternOperation.Fork, on, again) : new(PatternOperation.Fork, again, on);
}

/// <summary>A part with a rule around it: atomic, or a look ahead or behind.</summary>
/// <param name="Part">The part.</param>
/// <param name="Operation">The step that begins it.</param>
/// <param name="IsWanted">For a look: whether the part should match.</param>
internal sealed record GuardedNode(PatternNode Part, PatternOperation Operation, bool IsWanted = true) : PatternNode
{
    public override bool MayBeEmpty => Operation != PatternOperation.Atomic || Part.MayBeEmpty;

    public override void Compile(PatternCompiler compiler)
    {
        int guard = compiler.Add(Operation);
        Part.Compile(compiler);
        compiler.Add(PatternOperation.Accept);
        compiler.Steps[guard] = new(Operation, compiler.Steps.Count, IsWanted ? 1 : 0);
    }
}

/// <summary>A place between characters.</summary>
internal sealed record PlaceNode(PatternPlace Place) : PatternNode
{
    public override bool MayBeEmpty => true;

    public override void Compile(PatternCompiler compiler) => compiler.Add(PatternOperation.Place, (int)Place);
}
