// Methods of texts, lists and mappings that templates may call, as Python has them.

using System.Globalization;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Methods by name; those that would change a value in place do not exist, as in Jinja's immutable sandbox.</summary>
internal static class JinjaMethods
{
    delegate object? TextMethod(string text, JinjaArguments call);

    static readonly Dictionary<string, TextMethod> OfTexts = new(StringComparer.Ordinal)
    {
        ["strip"] = (text, call) => Strip(text, call, left: true, right: true),
        ["lstrip"] = (text, call) => Strip(text, call, left: true, right: false),
        ["rstrip"] = (text, call) => Strip(text, call, left: false, right: true),
        ["split"] = (text, call) => new JinjaList(JinjaStrings.Split(text, Separator(call.Bind("sep", "maxsplit")), call.Integer(1, -1), fromEnd: false)),
        ["rsplit"] = (text, call) => new JinjaList(JinjaStrings.Split(text, Separator(call.Bind("sep", "maxsplit")), call.Integer(1, -1), fromEnd: true)),
        ["splitlines"] = (text, call) => new JinjaList(JinjaStrings.Lines(text, call.Bind("keepends").Flag(0))),
        ["startswith"] = (text, call) => Affixes(call).Any(affix => text.StartsWith(affix, StringComparison.Ordinal)),
        ["endswith"] = (text, call) => Affixes(call).Any(affix => text.EndsWith(affix, StringComparison.Ordinal)),
        ["removeprefix"] = (text, call) => text.StartsWith(call.Bind("prefix").Text(0), StringComparison.Ordinal) ? text[call.Text(0).Length..] : text,
        ["removesuffix"] = (text, call) => text.EndsWith(call.Bind("suffix").Text(0), StringComparison.Ordinal) ? text[..^call.Text(0).Length] : text,
        ["upper"] = (text, call) => JinjaStrings.Upper(Plain(text, call)),
        ["lower"] = (text, call) => Checked(call).ToLower(text),
        ["casefold"] = (text, call) => Checked(call).ToLower(text).Replace("ß", "ss"),
        ["swapcase"] = (text, call) => string.Concat(Plain(text, call).Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))),
        ["center"] = (text, call) => Pad(text, call, center: true, left: false),
        ["ljust"] = (text, call) => Pad(text, call, center: false, left: false),
        ["rjust"] = (text, call) => Pad(text, call, center: false, left: true),
        ["zfill"] = (text, call) => ZeroFill(text, call.Bind("width").Integer(0), call.Run),
        ["partition"] = (text, call) => Partition(text, call, last: false),
        ["rpartition"] = (text, call) => Partition(text, call, last: true),
        ["format"] = JinjaFormat.Braces,
        ["title"] = (text, call) => JinjaStrings.Title(text, Checked(call), before => !char.IsLetter(before)),
        ["capitalize"] = (text, call) => JinjaStrings.Capitalize(text, Checked(call)),
        ["replace"] = (text, call) =>
            JinjaStrings.Replace(text, call.Bind("old", "new", "count").Text(0), call.Text(1), call.Integer(2, -1), call.Run),
        ["join"] = (text, call) => JinjaStrings.Join(text, JinjaAccess.Items(call.Bind("items").Need(0), call.Run), call.Run),
        ["find"] = (text, call) => IndexOf(text, call, last: false),
        ["rfind"] = (text, call) => IndexOf(text, call, last: true),
        ["index"] = (text, call) => Found(IndexOf(text, call, last: false), call),
        ["rindex"] = (text, call) => Found(IndexOf(text, call, last: true), call),
        ["count"] = (text, call) => (long)(call.Bind("part").Text(0) is { Length: > 0 } part ? text.Split(part).Length - 1 : JinjaStrings.Length(text) + 1),
        ["isdigit"] = (text, call) => All(text, call, char.IsDigit),
        ["isalpha"] = (text, call) => All(text, call, char.IsLetter),
        ["isalnum"] = (text, call) => All(text, call, char.IsLetterOrDigit),
        ["isspace"] = (text, call) => All(text, call, JinjaStrings.Spaces.Contains),
        ["isdecimal"] = (text, call) => All(text, call, char.IsDigit),
        ["isnumeric"] = (text, call) => All(text, call, char.IsNumber),
        ["isascii"] = (text, call) => Plain(text, call).All(char.IsAscii),
        ["isupper"] = (text, call) => Checked(call).ToUpper(text) == text && text.Any(char.IsUpper),
        ["islower"] = (text, call) => Checked(call).ToLower(text) == text && text.Any(char.IsLower),
    };

    static readonly Dictionary<string, Func<JinjaMapping, JinjaArguments, object?>> OfMappings = new(StringComparer.Ordinal)
    {
        ["items"] = (mapping, call) => Pairs(mapping, call.Bind()),
        ["keys"] = (mapping, call) => new JinjaList(mapping.Keys.Take(Spent(mapping.Count, call.Bind()))),
        ["values"] = (mapping, call) => new JinjaList(mapping.Values.Take(Spent(mapping.Count, call.Bind()))),
        ["copy"] = (mapping, call) => Copy(mapping, call.Bind()),
        ["get"] = (mapping, call) => call.Bind("key", "default").Need(0) is string key && mapping.TryGetValue(key, out var value) ? value : call.Get(1),
    };

    static readonly Dictionary<string, Func<List<object?>, JinjaArguments, object?>> OfLists = new(StringComparer.Ordinal)
    {
        ["copy"] = (items, call) => new JinjaList(JinjaAccess.Items(items, call.Bind().Run)),
        ["index"] = (items, call) => items.FindIndex(item => JinjaComparison.Equal(item, call.Bind("value").Need(0), call.Run)) is >= 0 and var at
            ? (long)at : throw new TemplateException("'index' did not find the value"),
        ["count"] = (items, call) => (long)items.Count(item => JinjaComparison.Equal(item, call.Bind("value").Need(0), call.Run)),
    };

    static readonly string[] Changing = ["append", "extend", "insert", "pop", "remove", "reverse", "sort", "clear", "update", "setdefault", "popitem"];

    /// <summary>A method bound to its value; null when the value has none of that name.</summary>
    public static JinjaFunction? Find(object? value, string name) => value switch
    {
        string text when OfTexts.TryGetValue(name, out var method) => new(name, call => method(text, call)),
        JinjaMapping mapping when OfMappings.TryGetValue(name, out var method) => new(name, call => method(mapping, call)),
        List<object?> items when OfLists.TryGetValue(name, out var method) => new(name, call => method(items, call)),
        List<object?> when Changing.Contains(name) => new(name, _ => throw new TemplateException($"'{name}' would change a list, which a template may not")),
        _ => null,
    };

    /// <summary>The entries of a mapping as pairs.</summary>
    public static JinjaList Pairs(JinjaMapping mapping, JinjaArguments call) =>
        new(mapping.Take(Spent(mapping.Count, call)).Select(entry => new JinjaTuple(entry.Key, entry.Value)));

    static int Spent(int count, JinjaArguments call)
    {
        call.Run.Spend(count);
        return count;
    }

    static JinjaMapping Copy(JinjaMapping mapping, JinjaArguments call)
    {
        var copy = new JinjaMapping();
        foreach (var (key, value) in mapping.Take(Spent(mapping.Count, call))) copy[key] = value;
        return copy;
    }

    static string Plain(string text, JinjaArguments call)
    {
        call.Bind();
        return text;
    }

    static string Pad(string text, JinjaArguments call, bool center, bool left) =>
        JinjaStrings.Pad(text, call.Bind("width", "fillchar").Integer(0), call.Text(1, " "), center, left, call.Run);

    static string ZeroFill(string text, long width, JinjaRun run)
    {
        int sign = text is ['-' or '+', ..] ? 1 : 0;
        return text[..sign] + JinjaStrings.Pad(text[sign..], width - sign, "0", center: false, left: true, run);
    }

    static JinjaTuple Partition(string text, JinjaArguments call, bool last)
    {
        string part = call.Bind("sep").Text(0) is { Length: > 0 } given ? given
            : throw new TemplateException("'partition' needs a separator that is not empty");
        int at = last ? text.LastIndexOf(part, StringComparison.Ordinal) : text.IndexOf(part, StringComparison.Ordinal);
        return at >= 0 ? new JinjaTuple(text[..at], part, text[(at + part.Length)..]) : last ? new JinjaTuple("", "", text) : new JinjaTuple(text, "", "");
    }

    static object Found(object index, JinjaArguments call) => index is >= 0L ? index : throw new TemplateException($"'{call.Name}' did not find the text");

    static TextInfo Checked(JinjaArguments call)
    {
        call.Bind();
        return CultureInfo.InvariantCulture.TextInfo;
    }

    static string? Separator(JinjaArguments call) => call.Get(0) is null ? null
        : call.Text(0) is { Length: > 0 } separator ? separator : throw new TemplateException("'split' needs a separator that is not empty");

    static string Strip(string text, JinjaArguments call, bool left, bool right)
    {
        char[] characters = call.Bind("chars").Get(0) is null ? JinjaStrings.Spaces : call.Text(0).ToCharArray();
        return (left, right) switch { (true, true) => text.Trim(characters), (true, false) => text.TrimStart(characters), _ => text.TrimEnd(characters) };
    }

    static IEnumerable<string> Affixes(JinjaArguments call) => call.Bind("affix").Need(0) switch
    {
        string affix => [affix],
        JinjaTuple affixes when affixes.All(affix => affix is string) => affixes.Cast<string>(),
        _ => throw new TemplateException($"'{call.Name}' needs a text"),
    };

    static object IndexOf(string text, JinjaArguments call, bool last)
    {
        string part = call.Bind("part").Text(0);
        int at = last ? text.LastIndexOf(part, StringComparison.Ordinal) : text.IndexOf(part, StringComparison.Ordinal);
        return at < 0 ? -1L : JinjaStrings.Length(text[..at]);
    }

    static object All(string text, JinjaArguments call, Func<char, bool> holds)
    {
        call.Bind();
        return text.Length > 0 && text.All(holds);
    }
}
