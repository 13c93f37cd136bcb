// The members of an object whose names are free: no name comes twice, nor one that is taken already.

using System.Text;

namespace R1Sharp.Learning.Grammars;

/// <summary>Names that are taken.</summary>
/// <param name="Names">The names in order, each ended by a zero.</param>
readonly record struct TakenNames(string Names)
{
    /// <summary>Some names.</summary>
    public static TakenNames Of(IEnumerable<string> names) => new(string.Concat(names.Order(StringComparer.Ordinal).Select(n => n + "\0")));

    IEnumerable<string> All => Names.Split('\0')[..^1];

    /// <summary>Whether a name is among them.</summary>
    public bool Has(string name) => Names.Length > 0 && All.Contains(name);

    /// <summary>The names with one more.</summary>
    public TakenNames With(string name) => Of(All.Append(name));

    /// <summary>What follows some letters in the names that begin with them.</summary>
    public TakenNames Behind(string letters) =>
        Names.Length == 0 ? this : Of(All.Where(n => n.StartsWith(letters, StringComparison.Ordinal)).Select(n => n[letters.Length..]));
}

/// <summary>What is said of the members.</summary>
/// <param name="Json">Writes the signs between them.</param>
/// <param name="Value">What each may be.</param>
/// <param name="Least">How many there are at least.</param>
/// <param name="Most">How many at most; null without a limit.</param>
/// <param name="IsFirst">Whether no member stands before.</param>
/// <param name="Taken">Names that may not come.</param>
sealed record Members(JsonGrammar Json, GrammarNode Value, int Least, int? Most, bool IsFirst, TakenNames Taken)
{
    // Two quotes, a colon, a comma.
    const long SignBytes = 4;

    /// <summary>These members.</summary>
    public GrammarNode Node => Json.Grammar.Node((6, this, null, 0, 0), () => new MembersNode(this));

    /// <summary>The fewest bytes of all: an upper bound for those of their names, where short ones may be taken.</summary>
    public int LeastBytes(Func<GrammarNode, int> part) => Least == 0 ? 0
        : Most == 0 || part(Value) >= GrammarNode.Infinite ? GrammarNode.Infinite
        : (int)Math.Min(GrammarNode.Infinite, Least * (NameNode.MostLetters + SignBytes + part(Value)));

    /// <summary>The same where a name of so many letters has begun.</summary>
    public int LeastBytes(Func<GrammarNode, int> part, bool isTaken, int letters)
    {
        if (isTaken && letters == NameNode.MostLetters)
            return GrammarNode.Infinite;
        int rest = (this with { Least = Math.Max(0, Least - 1), Most = Most - 1 }).LeastBytes(part);
        return (int)Math.Min(GrammarNode.Infinite, (isTaken ? NameNode.MostLetters - letters : 0) + 2L + part(Value) + rest);
    }

    /// <summary>The members after one with this name.</summary>
    public Members Without(string name) => this with { Least = Math.Max(0, Least - 1), Most = Most - 1, IsFirst = false, Taken = Taken.With(name) };
}

/// <summary>Members that have still to begin.</summary>
sealed class MembersNode(Members members) : GrammarNode
{
    public override bool IsNullable => members.Least == 0;

    // Short names may be taken: the exact number is known when a name begins.
    public override int LeastOf(Func<GrammarNode, int> part) => members.LeastBytes(part);

    protected override GrammarNode Derive(byte value, bool isBlind)
    {
        var grammar = members.Json.Grammar;
        if (members.Most == 0)
            return grammar.Nothing;
        var name = grammar.Sequence(grammar.Text("\""), isBlind ? BlindNameNode.Of(members, members.Taken, 0) : NameNode.Of(members, ""));
        return (members.IsFirst ? name : grammar.Sequence(members.Json.Comma, name)).After(value, isBlind);
    }
}

/// <summary>A name that has begun. Names are of printable ASCII without escapes, so that each is spelled in one way.</summary>
sealed class NameNode(Members members, string letters) : GrammarNode
{
    /// <summary>Letters of a name at most.</summary>
    public const int MostLetters = 32;

    /// <summary>A name of which these letters are there.</summary>
    public static GrammarNode Of(Members members, string letters) =>
        members.Json.Grammar.Node((7, members, letters, 0, 0), () => new NameNode(members, letters));

    /// <summary>Whether a byte may stand in a name.</summary>
    public static bool IsLetter(byte value) => value is >= 0x20 and < 0x7F and not ((byte)'"' or (byte)'\\');

    public override bool IsNullable => false;

    public override int LeastOf(Func<GrammarNode, int> part) => members.LeastBytes(part, members.Taken.Has(letters), letters.Length);

    protected override GrammarNode Derive(byte value, bool isBlind)
    {
        var grammar = members.Json.Grammar;
        if (value == '"')
            return members.Taken.Has(letters) ? grammar.Nothing
                : grammar.Sequence(members.Json.Colon, members.Value, isBlind ? BlindMembersNode.Of(members) : members.Without(letters).Node);
        if (!IsLetter(value) || letters.Length == MostLetters)
            return grammar.Nothing;
        string all = letters + (char)value;
        return isBlind ? BlindNameNode.Of(members, members.Taken.Behind(all), all.Length) : Of(members, all);
    }
}

/// <summary>A name of which it is known only how long it is and what would make it one that is taken.</summary>
sealed class BlindNameNode(Members members, TakenNames endings, int length) : GrammarNode
{
    /// <summary>Such a name.</summary>
    public static GrammarNode Of(Members members, TakenNames endings, int length) =>
        members.Json.Grammar.Node((8, members, endings, length, 0), () => new BlindNameNode(members, endings, length));

    public override bool IsNullable => false;

    public override int LeastOf(Func<GrammarNode, int> part) => members.LeastBytes(part, endings.Has(""), length);

    protected override GrammarNode Derive(byte value, bool isBlind)
    {
        var grammar = members.Json.Grammar;
        if (value == '"')
            return endings.Has("") ? grammar.Nothing : grammar.Sequence(members.Json.Colon, members.Value, BlindMembersNode.Of(members));
        return NameNode.IsLetter(value) && length < NameNode.MostLetters
            ? Of(members, endings.Behind(((char)value).ToString()), length + 1) : grammar.Nothing;
    }
}

/// <summary>What follows such a member: no other begins before the name is known.</summary>
sealed class BlindMembersNode(Members members) : GrammarNode
{
    /// <summary>The members after one of these.</summary>
    public static GrammarNode Of(Members members) => members.Json.Grammar.Node((9, members, null, 0, 0), () => new BlindMembersNode(members));

    public override bool IsNullable => members.Least <= 1;

    public override int LeastOf(Func<GrammarNode, int> part) =>
        (members with { Least = Math.Max(0, members.Least - 1), Most = members.Most - 1 }).LeastBytes(part);

    protected override GrammarNode Derive(byte value, bool isBlind) => members.Json.Grammar.Nothing;
}
