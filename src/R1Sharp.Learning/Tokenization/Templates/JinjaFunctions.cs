// The functions that a chat template may call.

using System.Globalization;
using System.Text;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Jinja's own functions and those that transformers adds.</summary>
internal static class JinjaFunctions
{
    // The limit of Jinja's sandbox.
    const long LongestRange = 100_000;

    // What strftime calls by a letter, .NET calls by a pattern.
    const string Directives = "YymdHIMSBbAap";
    static readonly string[] Patterns = ["yyyy", "yy", "MM", "dd", "HH", "hh", "mm", "ss", "MMMM", "MMM", "dddd", "ddd", "tt"];

    /// <summary>Puts the functions into a scope.</summary>
    /// <param name="scope">The outermost scope of a rendering.</param>
    /// <param name="now">What <c>strftime_now</c> tells; without it the function is undefined, and templates fall back to a fixed date.</param>
    public static void Define(JinjaScope scope, DateTime? now)
    {
        Define(scope, "range", Range);
        Define(scope, "namespace", Namespace);
        Define(scope, "dict", Mapping);
        Define(scope, "raise_exception", call => throw new TemplateRefusal(call.Bind("message").Text(0)));
        if (now is { } time) Define(scope, "strftime_now", call => Format(time, call.Bind("format").Text(0)));
    }

    static void Define(JinjaScope scope, string name, Func<JinjaArguments, object?> call) => scope.Set(name, new JinjaFunction(name, call));

    static object Range(JinjaArguments call)
    {
        call.Bind("start", "stop", "step");
        long start = call.Has(1) ? call.Integer(0) : 0, stop = call.Has(1) ? call.Integer(1) : call.Integer(0), step = call.Integer(2, 1);
        if (step == 0) throw new TemplateException("the step of 'range' must not be zero");
        var count = (Int128)(step > 0 ? (Int128)stop - start + step - 1 : (Int128)start - stop - step - 1) / Int128.Abs(step);
        if (count > LongestRange) throw new TemplateException($"a range has at most {LongestRange} numbers");
        call.Run.Spend(count > 0 ? (long)count : 0);
        return new JinjaList(Enumerable.Range(0, count > 0 ? (int)count : 0).Select(object? (i) => start + i * step));
    }

    static object Namespace(JinjaArguments call)
    {
        var made = new JinjaNamespace();
        foreach (var (name, value) in Mapping(call)) made.Attributes[name] = value;
        return made;
    }

    static JinjaMapping Mapping(JinjaArguments call)
    {
        var made = new JinjaMapping();
        foreach (var given in call.Positional)
            foreach (var (name, value) in given as JinjaMapping ?? throw new TemplateException($"'{call.Name}' takes mappings and named arguments"))
                made[name] = value;
        foreach (var (name, value) in call.Named) made[name] = value;
        return made;
    }

    static string Format(DateTime time, string format)
    {
        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }
            bool unpadded = format[i + 1] == '-' && i + 2 < format.Length;
            i += unpadded ? 2 : 1;
            string part = Directive(time, format[i]);
            text.Append(unpadded ? part.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : "0" : part);
        }
        return text.ToString();
    }

    static string Directive(DateTime time, char directive)
    {
        if (directive == '%') return "%";
        if (directive == 'j') return time.DayOfYear.ToString("000", CultureInfo.InvariantCulture);
        int known = Directives.IndexOf(directive);
        return known >= 0 ? time.ToString(Patterns[known], CultureInfo.InvariantCulture)
            : throw new TemplateException($"'strftime_now' knows no %{directive}");
    }
}
