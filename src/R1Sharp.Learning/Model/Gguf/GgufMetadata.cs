// The keys and values at the head of a GGUF file.

using System.Globalization;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>Codes of the types of metadata values, as the GGUF specification numbers them.</summary>
enum GgufValueType : uint
{
    UInt8 = 0, Int8 = 1, UInt16 = 2, Int16 = 3, UInt32 = 4, Int32 = 5, Float32 = 6, Bool = 7, Text = 8, Array = 9, UInt64 = 10, Int64 = 11, Float64 = 12,
}

/// <summary>
/// Keys and values in the order of the file. A value is a number, a bool, a string, or an array of one of these; asking
/// for another kind than the file has is the file's mistake, and the message names file and key.
/// </summary>
/// <param name="origin">The file, for messages.</param>
sealed class GgufMetadata(string origin)
{
    readonly List<KeyValuePair<string, object>> _entries = [];
    readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    /// <summary>Keys and values in order.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Entries => _entries;

    /// <summary>Sets a whole number, which GGUF stores in 32 bits.</summary>
    public void Set(string key, int value) => Add(key, checked((uint)value));

    /// <summary>Sets a 32-bit float.</summary>
    public void Set(string key, double value) => Add(key, (float)value);

    /// <summary>Sets a truth value.</summary>
    public void Set(string key, bool value) => Add(key, value);

    /// <summary>Sets a text.</summary>
    public void Set(string key, string value) => Add(key, value);

    /// <summary>Sets a list of texts.</summary>
    public void Set(string key, string[] values) => Add(key, values);

    /// <summary>Sets a list of 32-bit whole numbers.</summary>
    public void Set(string key, int[] values) => Add(key, values);

    /// <summary>Whether there is such a key.</summary>
    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>A text; null when there is no such key.</summary>
    public string? Text(string key) => Find<string>(key, "a text");

    /// <summary>A truth value; null when there is no such key.</summary>
    public bool? Flag(string key) => _values.ContainsKey(key) ? (bool)Find<object>(key, "true or false", value => value is bool)! : null;

    /// <summary>A list of texts; null when there is no such key.</summary>
    public string[]? Texts(string key) => Find<string[]>(key, "a list of texts");

    /// <summary>A list of 32-bit floats; null when there is no such key.</summary>
    public float[]? Floats(string key) => Find<float[]>(key, "a list of 32-bit floats");

    /// <summary>Sets a list of 32-bit floats.</summary>
    public void Set(string key, float[] values) => Add(key, values);

    /// <summary>A list of whole numbers; null when there is no such key.</summary>
    public int[]? Integers(string key) => Find<int[]>(key, "a list of 32-bit whole numbers");

    /// <summary>A whole number within the 32 bits of an int; null when there is no such key.</summary>
    public int? Integer(string key)
    {
        object? value = Find<object>(key, "a whole number", v => v is byte or sbyte or ushort or short or uint or int or ulong or long);
        if (value is null) return null;
        decimal number = Convert.ToDecimal(value, CultureInfo.InvariantCulture);
        return number is >= int.MinValue and <= int.MaxValue ? (int)number : throw Wrong(key, $"is {number}, out of any range that makes sense");
    }

    /// <summary>A number, as the shortest decimal that its 32 bits stand for; null when there is no such key.</summary>
    public double? Number(string key) => Find<object>(key, "a number", v => v is float or double) switch
    {
        null => null,
        float single => double.Parse(single.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        var value => (double)value,
    };

    /// <summary>A value that must be there.</summary>
    /// <exception cref="UserErrorException">It is not.</exception>
    public T Required<T>(string key, Func<string, T?> find) where T : struct => find(key) ?? throw Missing(key);

    /// <summary>A value that must be there.</summary>
    /// <exception cref="UserErrorException">It is not.</exception>
    public T Required<T>(string key, Func<string, T?> find) where T : class => find(key) ?? throw Missing(key);

    /// <summary>The exception that says what is wrong with a key's value.</summary>
    public UserErrorException Wrong(string key, string what) => new($"{origin}: {key} {what}.");

    internal void Add(string key, object value)
    {
        if (!_values.TryAdd(key, value)) throw new UserErrorException($"{origin}: the key {key} occurs twice, so that the file is damaged.");
        _entries.Add(new(key, value));
    }

    UserErrorException Missing(string key) => new($"{origin}: the key {key} is missing, so that this is no model that can be read.");

    T? Find<T>(string key, string expected, Func<T, bool>? accepts = null) where T : class =>
        !_values.TryGetValue(key, out object? value) ? null
        : value is T found && accepts?.Invoke(found) != false ? found
        : throw Wrong(key, $"must be {expected}");
}
