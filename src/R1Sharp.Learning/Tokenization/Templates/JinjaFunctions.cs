// The functions that a chat template may call.

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Jinja's own functions and those that transformers adds.</summary>
internal static class JinjaFunctions
{
    // The limit of Jinja's sandbox.
    const long LongestRange = 100_000;

    /// <summary>Puts the functions into a scope.</summary>
    /// <param name="scope">The outermost scope of a rendering.</param>
    /// <param name="now">What <c>strftime_now</c> tells; without it the function is undefined, and templates fall back to a fixed date.</param>
    public static void Define(JinjaScope scope, DateTime? now)
    {
        Define(scope, "range", Range);
        Define(scope, "namespace", Namespace);
        Define(scope, "dict", Mapping);
        Define(scope, "raise_exception", call => throw new TemplateRefusal(call.Bind("message").Text(0)));
        if (now is { } time) Define(scope, "strftime_now", call => JinjaTime.Format(time, call.Bind("format").Text(0), call.Run));
        Define(scope, "joiner", Joiner);
        Define(scope, "cycler", Cycler);
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

    // A function that returns nothing at first and the separator from then on.
    static object Joiner(JinjaArguments call)
    {
        string separator = call.Bind("sep").Text(0, ", ");
        bool isUsed = false;
        return new JinjaFunction("joiner", _ =>
        {
            (bool wasUsed, isUsed) = (isUsed, true);
            return wasUsed ? separator : "";
        });
    }

    static object Cycler(JinjaArguments call)
    {
        if (call.Positional.Count == 0) throw new TemplateException("'cycler' needs something to choose from");
        var cycler = new JinjaNamespace();
        int index = 0;
        cycler.Attributes["current"] = call.Positional[0];
        cycler.Attributes["next"] = new JinjaFunction("next", _ => Turn(index + 1, call.Positional[index]));
        cycler.Attributes["reset"] = new JinjaFunction("reset", _ => Turn(0, null));
        return cycler;

        object? Turn(int next, object? result)
        {
            index = next % call.Positional.Count;
            cycler.Attributes["current"] = call.Positional[index];
            return result;
        }
    }
}
