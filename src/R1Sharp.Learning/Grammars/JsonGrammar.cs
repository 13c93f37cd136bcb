// JSON (RFC 8259) as expressions. Between signs there may be one space, or a line break with an indent; numbers have no exponent and at most
// fifteen digits on either side of the point: every reader takes them alike.

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace R1Sharp.Learning.Grammars;

/// <summary>The parts of JSON.</summary>
sealed class JsonGrammar
{
    /// <summary>Digits of a whole number at most.</summary>
    public const int MostDigits = 15;

    const int MostIndent = 20;

    public JsonGrammar(Grammar grammar)
    {
        Grammar = grammar;
        Space = grammar.Optional(grammar.Choice(grammar.Text(" "), grammar.Sequence(grammar.Text("\n"), grammar.Repeat(grammar.Text(" "), 0, MostIndent))));
        Comma = grammar.Sequence(grammar.Text(","), Space);
        Colon = grammar.Sequence(grammar.Text(":"), grammar.Optional(grammar.Text(" ")));
        Character = grammar.Choice(Raw(), Escape());
        Digit = grammar.Range('0', '9');
        var any = grammar.Rule();
        Any = any;
        any.Body = grammar.Choice(Literal("null"), Boolean, String(Character, 0, null), Number, ArrayOf([], Any, 0, null), ObjectOf(Any));
    }

    /// <summary>Where expressions are made.</summary>
    public Grammar Grammar { get; }

    /// <summary>What may stand between signs.</summary>
    public GrammarNode Space { get; }

    /// <summary>Between two of a list.</summary>
    public GrammarNode Comma { get; }

    /// <summary>Between name and value.</summary>
    public GrammarNode Colon { get; }

    /// <summary>One character of a string, however it is spelled.</summary>
    public GrammarNode Character { get; }

    /// <summary>A digit.</summary>
    public GrammarNode Digit { get; }

    /// <summary>Any value.</summary>
    public GrammarNode Any { get; }

    /// <summary>true or false.</summary>
    public GrammarNode Boolean => Grammar.Choice(Literal("true"), Literal("false"));

    /// <summary>A whole number.</summary>
    public GrammarNode Integer => Grammar.Sequence(Grammar.Optional(Grammar.Text("-")), Whole);

    /// <summary>Any number.</summary>
    public GrammarNode Number => Grammar.Sequence(Integer, Grammar.Optional(Fraction));

    /// <summary>What may follow a whole number: a point and digits.</summary>
    public GrammarNode Fraction => Grammar.Sequence(Grammar.Text("."), Grammar.Repeat(Digit, 1, MostDigits));

    GrammarNode Whole => Grammar.Choice(Grammar.Text("0"), Grammar.Sequence(Grammar.Range('1', '9'), Grammar.Repeat(Digit, 0, MostDigits - 1)));

    /// <summary>A text as it is.</summary>
    public GrammarNode Literal(string text) => Grammar.Text(text);

    /// <summary>A value in one spelling.</summary>
    public GrammarNode Constant(JsonElement value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            value.WriteTo(writer);
        return Grammar.Text(stream.ToArray(), 0);
    }

    /// <summary>A name as it stands in an object.</summary>
    public GrammarNode Name(string name) => Grammar.Text($"\"{JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");

    /// <summary>A string of so many characters.</summary>
    public GrammarNode String(GrammarNode character, int least, int? most) => Quoted(Grammar.Repeat(character, least, most));

    /// <summary>A string.</summary>
    public GrammarNode Quoted(GrammarNode inside) => Grammar.Sequence(Grammar.Text("\""), inside, Grammar.Text("\""));

    /// <summary>An array.</summary>
    /// <param name="first">What stands at its first places.</param>
    /// <param name="rest">What stands at the others.</param>
    /// <param name="least">How many there are at least.</param>
    /// <param name="most">How many at most; null without a limit.</param>
    public GrammarNode ArrayOf(IReadOnlyList<GrammarNode> first, GrammarNode rest, int least, int? most)
    {
        GrammarNode[] placed = first.Count > 0 ? [.. first] : [rest];
        var items = most <= placed.Length ? Grammar.Empty
            : Grammar.Repeat(Grammar.Sequence(Comma, rest), Math.Max(0, least - placed.Length), most - placed.Length);
        for (int i = placed.Length - 1; i >= 0; i--)
        {
            var from = Grammar.Sequence(i > 0 ? Comma : Grammar.Empty, placed[i], items);
            items = i >= most ? Grammar.Empty : i >= least ? Grammar.Optional(from) : from;
        }
        return least > most ? Grammar.Nothing : Grammar.Sequence(Grammar.Text("["), Space, items, Space, Grammar.Text("]"));
    }

    /// <summary>An object whose names are free.</summary>
    public GrammarNode ObjectOf(GrammarNode value) => Braced(new Members(this, value, 0, null, true, default(TakenNames) with { Names = "" }).Node);

    /// <summary>An object with these members.</summary>
    public GrammarNode Braced(GrammarNode members) => Grammar.Sequence(Grammar.Text("{"), Space, members, Space, Grammar.Text("}"));

    /// <summary>One of some texts.</summary>
    public GrammarNode OneOf(IEnumerable<string> texts)
    {
        var all = texts.Distinct().ToArray();
        var begun = all.Where(t => t.Length > 0).GroupBy(t => t[0])
            .Select(g => Grammar.Sequence(Grammar.Text(g.Key.ToString(CultureInfo.InvariantCulture)), OneOf(g.Select(t => t[1..]))));
        return Grammar.Choice([.. begun, all.Contains("") ? Grammar.Empty : Grammar.Nothing]);
    }

    // UTF-8 of one character (RFC 3629) without quotes, backslashes and what JSON allows as escapes only.
    GrammarNode Raw()
    {
        var more = Grammar.Range(0x80, 0xBF);
        return Grammar.Choice(
            Grammar.Bytes(ByteSet.Range(0x20, 0x7F) - ByteSet.Of("\"\\"u8)),
            Grammar.Sequence(Grammar.Range(0xC2, 0xDF), more),
            Grammar.Sequence(Grammar.Text([0xE0], 0), Grammar.Range(0xA0, 0xBF), more),
            Grammar.Sequence(Grammar.Bytes(ByteSet.Range(0xE1, 0xEC) | ByteSet.Range(0xEE, 0xEF)), more, more),
            Grammar.Sequence(Grammar.Text([0xED], 0), Grammar.Range(0x80, 0x9F), more),
            Grammar.Sequence(Grammar.Text([0xF0], 0), Grammar.Range(0x90, 0xBF), more, more),
            Grammar.Sequence(Grammar.Range(0xF1, 0xF3), more, more, more),
            Grammar.Sequence(Grammar.Text([0xF4], 0), Grammar.Range(0x80, 0x8F), more, more));
    }

    // Halves of surrogate pairs come in pairs only.
    GrammarNode Escape()
    {
        var hex = Grammar.Bytes(ByteSet.Of("0123456789abcdefABCDEF"u8));
        var low = Grammar.Sequence(Grammar.Text("\\u"), Grammar.Bytes(ByteSet.Of("dD"u8)), Grammar.Bytes(ByteSet.Of("cdefCDEF"u8)), hex, hex);
        return Grammar.Sequence(Grammar.Text("\\"), Grammar.Choice(
            Grammar.Bytes(ByteSet.Of("\"\\/bfnrt"u8)),
            Grammar.Sequence(Grammar.Text("u"), Grammar.Choice(
                Grammar.Sequence(Grammar.Bytes(ByteSet.Of("0123456789abcefABCEF"u8)), hex, hex, hex),
                Grammar.Sequence(Grammar.Bytes(ByteSet.Of("dD"u8)), Grammar.Range('0', '7'), hex, hex),
                Grammar.Sequence(Grammar.Bytes(ByteSet.Of("dD"u8)), Grammar.Bytes(ByteSet.Of("89abAB"u8)), hex, hex, low)))));
    }
}
