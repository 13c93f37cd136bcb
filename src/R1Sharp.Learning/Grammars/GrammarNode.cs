// What may follow, as an expression over bytes. The expression after a byte is its derivative (Brzozowski, "Derivatives of regular expressions", 1964):
// it is itself an expression, so that recursion, counting and remembering of names need no stack beside it.

namespace R1Sharp.Learning.Grammars;

/// <summary>An expression; two that are alike are the same object of their <see cref="Grammar"/>.</summary>
abstract class GrammarNode
{
    /// <summary>As many bytes as nothing has.</summary>
    public const int Infinite = int.MaxValue / 4;

    // After which byte comes which of the targets, counted from 1; 0 where that was not asked yet. The second half is of what is asked blindly.
    byte[]? _targetOf;
    List<GrammarNode>? _targets;
    int _least = -1;

    /// <summary>Whether nothing need follow.</summary>
    public abstract bool IsNullable { get; }

    /// <summary>The fewest bytes after which nothing need follow; <see cref="Infinite"/> where that never is.</summary>
    public int Least => _least >= 0 ? _least : _least = LeastOf(node => node.Least);

    /// <summary>The fewest bytes, from those of its parts.</summary>
    public abstract int LeastOf(Func<GrammarNode, int> part);

    /// <summary>What may follow this byte.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="isBlind">
    /// Whether names that begin are not remembered: of thousands of tokens that are looked at one is taken. A second name in the same token then is refused.
    /// </param>
    public GrammarNode After(byte value, bool isBlind)
    {
        _targetOf ??= new byte[512];
        _targets ??= [];
        int place = isBlind ? 256 + value : value;
        if (_targetOf[place] is > 0 and var known)
            return _targets[known - 1];
        var target = Derive(value, isBlind);
        int index = _targets.IndexOf(target);
        if (index < 0)
        {
            if (_targets.Count == byte.MaxValue)
                return target;
            index = _targets.Count;
            _targets.Add(target);
        }
        _targetOf[place] = (byte)(index + 1);
        return target;
    }

    /// <summary>The derivative.</summary>
    protected abstract GrammarNode Derive(byte value, bool isBlind);

    /// <summary>A sum that stays infinite.</summary>
    protected static int Sum(int a, int b) => Math.Min(Infinite, a + b);
}

/// <summary>What nothing fits to.</summary>
sealed class NothingNode : GrammarNode
{
    public override bool IsNullable => false;

    public override int LeastOf(Func<GrammarNode, int> part) => Infinite;

    protected override GrammarNode Derive(byte value, bool isBlind) => this;
}

/// <summary>The end.</summary>
sealed class EmptyNode(Grammar grammar) : GrammarNode
{
    public override bool IsNullable => true;

    public override int LeastOf(Func<GrammarNode, int> part) => 0;

    protected override GrammarNode Derive(byte value, bool isBlind) => grammar.Nothing;
}

/// <summary>One byte of a set.</summary>
sealed class BytesNode(Grammar grammar, ByteSet set) : GrammarNode
{
    public override bool IsNullable => false;

    public override int LeastOf(Func<GrammarNode, int> part) => 1;

    protected override GrammarNode Derive(byte value, bool isBlind) => set.Has(value) ? grammar.Empty : grammar.Nothing;
}

/// <summary>The rest of a text.</summary>
sealed class TextNode(Grammar grammar, byte[] text, int from) : GrammarNode
{
    public override bool IsNullable => false;

    public override int LeastOf(Func<GrammarNode, int> part) => text.Length - from;

    protected override GrammarNode Derive(byte value, bool isBlind) => text[from] == value ? grammar.Text(text, from + 1) : grammar.Nothing;
}

/// <summary>One after the other.</summary>
sealed class SequenceNode(Grammar grammar, GrammarNode first, GrammarNode then) : GrammarNode
{
    public GrammarNode First => first;

    public GrammarNode Then => then;

    public override bool IsNullable => first.IsNullable && then.IsNullable;

    public override int LeastOf(Func<GrammarNode, int> part) => Sum(part(first), part(then));

    protected override GrammarNode Derive(byte value, bool isBlind)
    {
        var after = grammar.Sequence(first.After(value, isBlind), then);
        return first.IsNullable ? grammar.Choice(after, then.After(value, isBlind)) : after;
    }
}

/// <summary>One or the other.</summary>
sealed class ChoiceNode(Grammar grammar, GrammarNode[] choices) : GrammarNode
{
    public GrammarNode[] Choices => choices;

    public override bool IsNullable => choices.Any(c => c.IsNullable);

    public override int LeastOf(Func<GrammarNode, int> part) => choices.Min(part);

    protected override GrammarNode Derive(byte value, bool isBlind) => grammar.Choice([.. choices.Select(c => c.After(value, isBlind))]);
}

/// <summary>Several times the same.</summary>
sealed class RepeatNode(Grammar grammar, GrammarNode repeated, int least, int? most) : GrammarNode
{
    public override bool IsNullable => least == 0;

    public override int LeastOf(Func<GrammarNode, int> part) => least == 0 ? 0 : (int)Math.Min(Infinite, (long)least * part(repeated));

    protected override GrammarNode Derive(byte value, bool isBlind) =>
        grammar.Sequence(repeated.After(value, isBlind), grammar.Repeat(repeated, Math.Max(0, least - 1), most - 1));
}

/// <summary>What is said elsewhere, perhaps with itself inside; it has at least one byte before that.</summary>
sealed class RuleNode : GrammarNode
{
    int _fewest = Infinite;

    /// <summary>What it stands for; set once.</summary>
    public GrammarNode Body { get; set; } = null!;

    public override bool IsNullable => false;

    public override int LeastOf(Func<GrammarNode, int> part) => _fewest;

    /// <summary>Takes what the others have come to; whether that makes it less.</summary>
    public bool Lower(int fewest)
    {
        bool isLess = fewest < _fewest;
        _fewest = Math.Min(fewest, _fewest);
        return isLess;
    }

    protected override GrammarNode Derive(byte value, bool isBlind) => Body.After(value, isBlind);
}
