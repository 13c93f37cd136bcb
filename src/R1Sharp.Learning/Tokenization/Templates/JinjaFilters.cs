// The filters of Jinja that chat templates use.

using System.Globalization;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>A filter: from the value before the bar to the value behind it.</summary>
internal delegate object? JinjaFilter(object? value, JinjaArguments call);

/// <summary>Filters by name. Each binds its arguments, so that an argument it does not know is an error.</summary>
internal static class JinjaFilters
{
    static readonly TextInfo Casing = CultureInfo.InvariantCulture.TextInfo;

    static readonly Dictionary<string, JinjaFilter> All = new(StringComparer.Ordinal)
    {
        ["abs"] = (value, call) => Number(value, call.Bind()) is double number ? (object)Math.Abs(number) : Math.Abs(JinjaComparison.ToLong(value)),
        ["attr"] = (value, call) => JinjaAccess.Attribute(value, call.Bind("name").Text(0)),
        ["batch"] = (value, call) => JinjaSequenceFilters.Batch(value, call.Bind("linecount", "fill_with")),
        ["capitalize"] = (value, call) => JinjaStrings.Capitalize(Text(value, call.Bind()), Casing),
        ["center"] = (value, call) => JinjaStrings.Pad(Text(value, call.Bind("width")), call.Integer(0, 80), " ", center: true, left: false, call.Run),
        ["count"] = Length,
        ["d"] = Default,
        ["default"] = Default,
        ["dictsort"] = (value, call) => JinjaSequenceFilters.SortMapping(value, call.Bind("case_sensitive", "by", "reverse")),
        ["escape"] = (value, call) => Escape(Text(value, call.Bind()), call),
        ["e"] = (value, call) => Escape(Text(value, call.Bind()), call),
        ["first"] = (value, call) => JinjaAccess.Items(value, call.Bind().Run) is { Count: > 0 } items ? items[0] : new JinjaUndefined("first"),
        ["float"] = (value, call) => ToFloat(value, call.Bind("default")),
        ["forceescape"] = (value, call) => Escape(Text(value, call.Bind()), call),
        ["format"] = Format,
        ["groupby"] = (value, call) => JinjaSequenceFilters.GroupBy(value, call.Bind("attribute")),
        ["indent"] = Indent,
        ["int"] = (value, call) => ToInteger(value, call.Bind("default")),
        ["items"] = Items,
        ["join"] = (value, call) => JinjaSequenceFilters.Join(value, call.Bind("d", "attribute")),
        ["last"] = (value, call) => JinjaAccess.Items(value, call.Bind().Run) is { Count: > 0 } items ? items[^1] : new JinjaUndefined("last"),
        ["length"] = Length,
        ["list"] = (value, call) => new JinjaList(JinjaAccess.Items(value, call.Bind().Run)),
        ["lower"] = (value, call) => Casing.ToLower(Text(value, call.Bind())),
        ["map"] = JinjaSequenceFilters.Map,
        ["max"] = (value, call) => JinjaSequenceFilters.Extreme(value, call.Bind("case_sensitive", "attribute"), largest: true),
        ["min"] = (value, call) => JinjaSequenceFilters.Extreme(value, call.Bind("case_sensitive", "attribute"), largest: false),
        ["reject"] = (value, call) => JinjaSequenceFilters.Select(value, call, byAttribute: false, keep: false),
        ["rejectattr"] = (value, call) => JinjaSequenceFilters.Select(value, call, byAttribute: true, keep: false),
        ["replace"] = (value, call) =>
            JinjaStrings.Replace(Text(value, call.Bind("old", "new", "count")), call.Text(0), call.Text(1), call.Integer(2, -1), call.Run),
        ["reverse"] = Reverse,
        ["round"] = (value, call) => Round(value, call.Bind("precision", "method")),
        ["safe"] = (value, call) => Text(value, call.Bind()),
        ["select"] = (value, call) => JinjaSequenceFilters.Select(value, call, byAttribute: false, keep: true),
        ["selectattr"] = (value, call) => JinjaSequenceFilters.Select(value, call, byAttribute: true, keep: true),
        ["slice"] = (value, call) => JinjaSequenceFilters.Slices(value, call.Bind("slices", "fill_with")),
        ["sort"] = (value, call) => JinjaSequenceFilters.Sort(value, call.Bind("reverse", "case_sensitive", "attribute")),
        ["string"] = (value, call) => Text(value, call.Bind()),
        ["sum"] = (value, call) => JinjaSequenceFilters.Sum(value, call.Bind("attribute", "start")),
        // Unlike the method, the filter begins a word only after white space, a hyphen or an opening bracket.
        ["title"] = (value, call) =>
            JinjaStrings.Title(Text(value, call.Bind()), Casing, before => char.IsWhiteSpace(before) || "-({[<".Contains(before)),
        ["tojson"] = ToJson,
        ["trim"] = (value, call) => call.Bind("chars").Get(0) is null ? Text(value, call).Trim(JinjaStrings.Spaces) : Text(value, call)
            .Trim(call.Text(0).ToCharArray()),
        ["truncate"] = Truncate,
        ["unique"] = (value, call) => JinjaSequenceFilters.Unique(value, call.Bind("case_sensitive", "attribute")),
        ["upper"] = (value, call) => JinjaStrings.Upper(Text(value, call.Bind())),
        ["urlencode"] = (value, call) => UrlEncode(Text(value, call.Bind()), call),
        ["wordcount"] = (value, call) => (long)Text(value, call.Bind()).Split(JinjaStrings.Spaces, StringSplitOptions.RemoveEmptyEntries).Length,
    };

    /// <summary>The filter of a name; null when there is none.</summary>
    public static JinjaFilter? Find(string name) => All.GetValueOrDefault(name);

    static string Text(object? value, JinjaArguments call) => JinjaText.Of(value, call.Run);

    static object? Default(object? value, JinjaArguments call) =>
        value is JinjaUndefined || (call.Bind("default_value", "boolean").Flag(1) && !JinjaComparison.IsTrue(value))
            ? call.Bind("default_value", "boolean").Get(0, "") : value;

    static object Length(object? value, JinjaArguments call) => value switch
    {
        string text => JinjaStrings.Length(text),
        JinjaUndefined => 0L,
        _ => (long)JinjaAccess.Items(value, call.Bind().Run).Count,
    };

    static object Items(object? value, JinjaArguments call) => value switch
    {
        JinjaMapping mapping => JinjaMethods.Pairs(mapping, call.Bind()),
        JinjaUndefined => new JinjaList([]),
        _ => throw new TemplateException($"'items' needs a mapping, not {JinjaText.TypeName(value)}"),
    };

    static object Reverse(object? value, JinjaArguments call)
    {
        var items = JinjaAccess.Items(value, call.Bind().Run).Reverse();
        return value is string ? string.Concat(items) : new JinjaList(items);
    }

    static object Number(object? value, JinjaArguments call) => JinjaComparison.IsNumber(value) ? value!
        : throw new TemplateException($"'{call.Name}' needs a number, not {JinjaText.TypeName(value)}");

    static object? ToInteger(object? value, JinjaArguments call) => value switch
    {
        long or bool => JinjaComparison.ToLong(value),
        double number when Math.Abs(number) < 9e18 => (long)Math.Truncate(number),
        string text when long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => number,
        string text when double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && Math.Abs(number) < 9e18 => (long)Math.Truncate(number),
        _ => call.Get(0, 0L),
    };

    static object? ToFloat(object? value, JinjaArguments call) => value switch
    {
        _ when JinjaComparison.IsNumber(value) => JinjaComparison.ToDouble(value),
        string text when double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => call.Get(0, 0.0),
    };

    // Half goes to the even neighbour, as in Python; a whole number stays one.
    static object? Round(object? value, JinjaArguments call)
    {
        if (value is long && call.Integer(0, 0) >= 0 && call.Text(1, "common") == "common") return value;
        double number = JinjaComparison.ToDouble(Number(value, call));
        double scale = Math.Pow(10, Math.Clamp(call.Integer(0, 0), -300, 300));
        return call.Text(1, "common") switch
        {
            "ceil" => Math.Ceiling(number * scale) / scale,
            "floor" => Math.Floor(number * scale) / scale,
            "common" => call.Integer(0, 0) is >= 0 and <= 15 and var digits ? Math.Round(number, (int)digits) : Math.Round(number * scale) / scale,
            var method => throw new TemplateException($"'round' knows no method '{method}'"),
        };
    }

    static string Indent(object? value, JinjaArguments call)
    {
        call.Bind("width", "first", "blank");
        string text = Text(value, call);
        string prefix = call.Get(0, 4L) is string given ? given : new string(' ', (int)Math.Clamp(call.Integer(0, 4), 0, 1000));
        string[] lines = [.. JinjaStrings.Lines(text + "\n", keepEnds: false).Cast<string>()];
        call.Run.SpendText((long)prefix.Length * lines.Length + text.Length);
        return string.Join('\n', lines.Select((line, i) => (i == 0 ? call.Flag(1) : call.Flag(2) || line.Length > 0) ? prefix + line : line));
    }

    static string Format(object? value, JinjaArguments call)
    {
        if (call.Named.Count > 0 && call.Positional.Count > 0) throw new TemplateException("'format' takes values with names or without, not both");
        var named = new JinjaMapping();
        foreach (var (name, given) in call.Named) named[name] = given;
        return JinjaFormat.Percent(Text(value, call), call.Named.Count > 0 ? named : new JinjaTuple(call.Positional), call.Run);
    }

    static string Truncate(object? value, JinjaArguments call)
    {
        call.Bind("length", "killwords", "end", "leeway");
        string text = Text(value, call), end = call.Text(2, "...");
        long length = call.Integer(0, 255), leeway = call.Get(3) is null ? 5 : call.Integer(3), endLength = JinjaStrings.Length(end);
        if (length < endLength || leeway < 0) throw new TemplateException("'truncate' needs a length beyond that of its end, and no negative leeway");
        if (JinjaStrings.Length(text) <= length + leeway) return text;
        var kept = string.Concat(JinjaAccess.Characters(text).Take((int)(length - endLength)));
        int space = kept.LastIndexOf(' ');
        return (call.Flag(1) || space < 0 ? kept : kept[..space]) + end;
    }

    // Python's quote with "/" as safe.
    static string UrlEncode(string text, JinjaArguments call)
    {
        call.Run.SpendText(9L * text.Length);
        return Uri.EscapeDataString(text).Replace("%2F", "/");
    }

    static string Escape(string text, JinjaArguments call)
    {
        call.Run.SpendText(5L * text.Length);
        return text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("'", "&#39;").Replace("\"", "&#34;");
    }

    // transformers puts its own tojson into the environment: no HTML escapes, non-ASCII characters as they are.
    static string ToJson(object? value, JinjaArguments call)
    {
        call.Bind("ensure_ascii", "indent", "separators", "sort_keys");
        string? indent = call.Get(1) switch
        {
            null => null,
            string text => text,
            _ => new string(' ', (int)Math.Clamp(call.Integer(1), 0, 1000)),
        };
        string itemSeparator = indent is null ? ", " : ",", keySeparator = ": ";
        if (call.Get(2) is List<object?> { Count: 2 } separators)
            (itemSeparator, keySeparator) = (JinjaText.Of(separators[0], call.Run), JinjaText.Of(separators[1], call.Run));
        return JinjaJson.Write(value, indent, itemSeparator, keySeparator, call.Flag(3), call.Run, isAscii: call.Flag(0));
    }
}
