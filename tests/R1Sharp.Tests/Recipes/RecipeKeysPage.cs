// The page that says what may stand in a recipe: keys, what they take and their defaults from the records, what they do from their documentation.

using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Settings;

namespace R1Sharp.Tests.Recipes;

/// <summary>Writes the tables of docs/recipes.md.</summary>
sealed partial class RecipeKeysPage
{
    readonly Dictionary<string, XElement> _documented = [];
    readonly Dictionary<Type, string> _titles = [];
    readonly Queue<Type> _waiting = [];
    readonly StringBuilder _text = new();

    RecipeKeysPage()
    {
        foreach (string assembly in (string[])["r1", "R1Sharp.Learning", "R1Sharp.Numerics"])
            foreach (var member in XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly + ".xml")).Descendants("member"))
                _documented[member.Attribute("name")!.Value] = member;
    }

    /// <summary>All tables, from what stands at the top down to the last record.</summary>
    public static string Text()
    {
        var page = new RecipeKeysPage();
        page.Enqueue(typeof(Recipe), "At the top", "");
        while (page._waiting.TryDequeue(out var type))
            page.Section(type);
        return page._text.ToString();
    }

    void Enqueue(Type type, string title, string of)
    {
        if (_titles.ContainsKey(type))
            return;
        _titles[type] = _titles.ContainsValue(title) ? $"{of}.{title}" : title;
        _waiting.Enqueue(type);
    }

    void Section(Type type)
    {
        string title = _titles[type];
        _text.Append('\n').Append("## ").Append(title).Append("\n\n");
        if (type != typeof(Recipe))
            _text.Append(Summary("T:" + Named(type))).Append("\n\n");
        var shape = SettingsShape.Of(type);
        if (shape.NeedsExactlyOne)
            _text.Append("Exactly one of ").AppendJoin(", ", shape.Kinds.Select(k => $"`{k}`")).Append(" is given.\n\n");
        if (shape.Short is { } one)
            _text.Append("A single value in place of the map is `").Append(one.Name).Append("`.\n\n");
        if (shape.Open is not null)
            _text.Append("Further keys are parameters by name.\n\n");
        _text.Append("| key | takes | default | |\n|---|---|---|---|\n");
        Rows(type, Activator.CreateInstance(type, nonPublic: true)!, title);
    }

    void Rows(Type type, object defaults, string title)
    {
        var shape = SettingsShape.Of(type);
        foreach (var key in shape.Keys)
            _text.Append(CultureInfo.InvariantCulture, $"| `{key.Name}` | {Takes(key, title)} | {Default(key, defaults)} | {Meaning(key)} |\n");
        foreach (var lent in shape.Inlined)
            Rows(lent.PropertyType, lent.GetValue(defaults) ?? Activator.CreateInstance(lent.PropertyType, nonPublic: true)!, title);
    }

    string Takes(SettingsKey key, string title)
    {
        var (element, isList) = ElementOf(key.ValueType);
        string allowed;
        if (IsRecord(element))
        {
            Enqueue(element, key.Name, title);
            string link = $"[{_titles[element]}](#{Anchor(_titles[element])})";
            allowed = isList ? $"a list of {link}{(key.TakesOne ? ", or one" : "")}" : link;
        }
        else
            allowed = isList ? $"a list{(SettingsText.IsScalar(element) ? $" of {Plural(SettingsText.Describe(element))}" : "")}{(key.TakesOne ? ", or one" : "")}" : key.Allowed;
        return Cell(allowed + (IsRecord(element) && key.IsNullable || isList && key.IsNullable ? ", or null" : ""));
    }

    static string Default(SettingsKey key, object defaults)
    {
        if (key.IsRequired)
            return "needed";
        object? value = key.Get(defaults);
        return value is null ? key.IsNullable ? "null" : ""
            : value is string text ? text.Length == 0 ? "" : Cell($"`{text.ReplaceLineEndings("↵")}`")
            : SettingsText.IsScalar(value.GetType()) ? Cell($"`{Scalar(value)}`")
            : value is IEnumerable list && list.Cast<object>().ToList() is var items && items.TrueForAll(i => SettingsText.IsScalar(i.GetType()))
                ? $"`[{string.Join(", ", items.Select(Scalar))}]`" : "";
    }

    static string Scalar(object value) => value switch
    {
        Enum choice => SettingsText.Write(choice),
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    // Where a key names one of many, its record says what it does.
    string Meaning(SettingsKey key) => Cell(key.Meaning.Length > 0 ? key.Meaning
        : key.Property.IsDefined(typeof(KindAttribute)) ? Summary("T:" + Named(key.ValueType)) : SummaryOf(key.Property));

    string SummaryOf(PropertyInfo property)
    {
        for (var type = property.DeclaringType; type is not null; type = type.BaseType)
            if (Summary($"P:{Named(type)}.{property.Name}") is { Length: > 0 } summary)
                return summary;
        return "";
    }

    string Summary(string member) => _documented.TryGetValue(member, out var found) && found.Element("summary") is { } summary
        ? Spaces().Replace(string.Concat(summary.Nodes().Select(Words)), " ").Trim() : "";

    static string Words(XNode node) => node is XText text ? text.Value : node is not XElement element ? ""
        : (element.Attribute("cref") ?? element.Attribute("name") ?? element.Attribute("langword"))?.Value is { } name ? Reference(name)
        : $"`{element.Value}`";

    // A property is a key of its name; a method or a type stands for what it is about.
    static string Reference(string name)
    {
        string last = name.Split('(')[0].Split('.')[^1];
        return name.StartsWith("P:", StringComparison.Ordinal) ? $"`{SettingsText.SnakeCase(last)}`"
            : name.StartsWith("F:", StringComparison.Ordinal) ? $"`{SettingsText.SnakeCase(last).Replace('_', '-')}`" : $"`{last}`";
    }

    static (Type Element, bool IsList) ElementOf(Type type) => type != typeof(string) && type.IsGenericType && type.GetGenericArguments() is [var element]
        ? (Nullable.GetUnderlyingType(element) ?? element, true) : (type, false);

    static bool IsRecord(Type type) => type.IsClass && type != typeof(string) && type != typeof(object) && !type.IsGenericType && !type.IsArray
        && SettingsShape.Of(type).AllNames.Count > 0;

    static string Named(Type type) => type.FullName!.Replace('+', '.');

    static string Plural(string words) => words switch
    {
        "a text" => "texts",
        "a number" => "numbers",
        _ when words.StartsWith("a whole number", StringComparison.Ordinal) => "whole numbers",
        _ => words,
    };

    static string Anchor(string title) => NoAnchor().Replace(title.ToLowerInvariant(), "").Replace(' ', '-');

    static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"\s+")] private static partial Regex Spaces();

    [GeneratedRegex(@"[^\w\- ]")] private static partial Regex NoAnchor();
}
