// Unicode's normalization forms. .NET's own leaves text as it is when globalization is invariant, as it is here.

using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace R1Sharp.Learning.Tokenization.Normalization;

/// <summary>The four normalization forms of Unicode Standard Annex 15.</summary>
internal enum UnicodeForm
{
    /// <summary>Canonical decomposition, then composition.</summary>
    C,
    /// <summary>Canonical decomposition.</summary>
    D,
    /// <summary>Compatibility decomposition, then composition.</summary>
    KC,
    /// <summary>Compatibility decomposition.</summary>
    KD,
}

/// <summary>
/// Normalization (Unicode Standard Annex 15): decomposition, canonical order of marks, and for two of the forms canonical
/// composition. The data are the embedded UnicodeNormalization.txt and, for compatibility, UnicodeCompatibility.txt.
/// </summary>
internal static class UnicodeNormalization
{
    const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    const int LeadCount = 19, VowelCount = 21, TrailCount = 28;

    // No character below U+0300 changes, or makes its neighbour change, unless one from there on stands beside it.
    const char FirstRelevant = '\u0300';
    static readonly SearchValues<char> s_relevant =
        SearchValues.Create([.. Enumerable.Range(FirstRelevant, char.MaxValue + 1 - FirstRelevant).Select(c => (char)c)]);

    static readonly Lazy<Data> Tables = new(Data.Load);
    static readonly Lazy<Dictionary<int, int[]>> Compatibility = new(LoadCompatibility);

    /// <summary>The text in a form; the same span when it already is in form C and that is asked for, or is ASCII.</summary>
    public static ReadOnlySpan<char> Normalize(ReadOnlySpan<char> text, UnicodeForm form)
    {
        if (form == UnicodeForm.C) return FormC(text);
        if (Ascii.IsValid(text)) return text;
        var data = Tables.Value;
        var characters = Decompose(text, data, form == UnicodeForm.D ? null : Compatibility.Value);
        return form == UnicodeForm.KC ? Compose(CollectionsMarshal.AsSpan(characters), data) : Text(CollectionsMarshal.AsSpan(characters));
    }

    /// <summary>The text in form C; the same span when it already is.</summary>
    public static ReadOnlySpan<char> FormC(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny(s_relevant) < 0) return text;
        var data = Tables.Value;
        return MayChange(text, data) ? Compose(CollectionsMarshal.AsSpan(Decompose(text, data, null)), data) : text;
    }

    static bool MayChange(ReadOnlySpan<char> text, Data data)
    {
        foreach (var rune in text.EnumerateRunes()) if (data.MayChange(rune.Value)) return true;
        return false;
    }

    static List<int> Decompose(ReadOnlySpan<char> text, Data data, Dictionary<int, int[]>? compatibility)
    {
        var characters = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, characters, data, compatibility);
        OrderMarks(characters, data);
        return characters;
    }

    // Marks between two starters are put in order of their class; equal classes keep theirs.
    static void OrderMarks(List<int> characters, Data data)
    {
        for (int start = 0, end; start < characters.Count; start = end + 1)
        {
            for (end = start; end < characters.Count && data.Class(characters[end]) > 0; end++) { }
            if (end - start < 2) continue;
            int[] ordered = [.. characters[start..end].OrderBy(data.Class)];
            for (int i = start; i < end; i++) characters[i] = ordered[i - start];
        }
    }

    static void Decompose(int character, List<int> into, Data data, Dictionary<int, int[]>? compatibility)
    {
        int syllable = character - SyllableBase;
        if (syllable is >= 0 and < LeadCount * VowelCount * TrailCount)
        {
            into.Add(LeadBase + syllable / (VowelCount * TrailCount));
            into.Add(VowelBase + syllable / TrailCount % VowelCount);
            if (syllable % TrailCount > 0) into.Add(TrailBase + syllable % TrailCount);
        }
        else if (data.Decompositions.TryGetValue(character, out var parts) || compatibility?.TryGetValue(character, out parts) == true)
            foreach (int part in parts!) Decompose(part, into, data, compatibility);
        else
            into.Add(character);
    }

    static string Compose(Span<int> characters, Data data)
    {
        int starter = -1, written = 0, lastClass = -1;
        foreach (int character in characters)
        {
            int combining = data.Class(character);
            // A mark is blocked from its starter by one of its own class or of class 0 between them.
            bool reachable = starter >= 0 && lastClass < combining;
            if (reachable && ComposePair(characters[starter], character, data) is { } composed)
            {
                characters[starter] = composed;
                continue;
            }
            if (combining == 0) (starter, lastClass) = (written, -1);
            else lastClass = combining;
            characters[written++] = character;
        }
        return Text(characters[..written]);
    }

    static string Text(ReadOnlySpan<int> characters)
    {
        var text = new StringBuilder(characters.Length);
        Span<char> units = stackalloc char[2];
        foreach (int character in characters) text.Append(units[..new Rune(character).EncodeToUtf16(units)]);
        return text.ToString();
    }

    static int? ComposePair(int first, int second, Data data)
    {
        int lead = first - LeadBase, vowel = second - VowelBase, syllable = first - SyllableBase, trail = second - TrailBase;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
            return SyllableBase + (lead * VowelCount + vowel) * TrailCount;
        if (syllable is >= 0 and < LeadCount * VowelCount * TrailCount && syllable % TrailCount == 0 && trail is > 0 and < TrailCount)
            return first + trail;
        return data.Compositions.TryGetValue((first, second), out int composed) ? composed : null;
    }

    static StreamReader Resource(string name) => new(typeof(UnicodeNormalization).Assembly.GetManifestResourceStream(name)!);

    static Dictionary<int, int[]> LoadCompatibility()
    {
        var decompositions = new Dictionary<int, int[]>();
        using var reader = Resource("UnicodeCompatibility.txt");
        while (reader.ReadLine() is { } line)
            if (line[0] != '#' && line.Split(' ') is [var character, .. var parts]) decompositions[Hexadecimal(character)] = [.. parts.Select(Hexadecimal)];
        return decompositions;
    }

    static int Hexadecimal(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    sealed class Data
    {
        readonly Dictionary<int, byte> _classes = [];
        readonly bool[] _mayChange = new bool[0x110000];

        public Dictionary<int, int[]> Decompositions { get; } = [];

        public Dictionary<(int, int), int> Compositions { get; } = [];

        public int Class(int character) => _classes.GetValueOrDefault(character);

        /// <summary>False for characters that are in form C beside whatever characters of which the same is true.</summary>
        public bool MayChange(int character) => character >= FirstRelevant && _mayChange[character];

        public static Data Load()
        {
            var data = new Data();
            using var reader = Resource("UnicodeNormalization.txt");
            while (reader.ReadLine() is { } line) if (line[0] != '#') data.Add(line.Split(' ', '-'));
            // Vowels and trailing consonants of Hangul compose by arithmetic, without an entry.
            data._mayChange.AsSpan(VowelBase, VowelCount).Fill(true);
            data._mayChange.AsSpan(TrailBase + 1, TrailCount - 1).Fill(true);
            return data;
        }

        void Add(string[] fields)
        {
            int first = Hexadecimal(fields[1]);
            if (fields[0] == "C")
            {
                for (int character = first; character <= Hexadecimal(fields[2]); character++)
                {
                    _classes[character] = byte.Parse(fields[3], CultureInfo.InvariantCulture);
                    _mayChange[character] = true;
                }
                return;
            }
            int[] parts = [.. fields.Skip(2).Select(Hexadecimal)];
            Decompositions[first] = parts;
            if (fields[0] == "X")
                _mayChange[first] = true;
            else
            {
                Compositions[(parts[0], parts[1])] = first;
                _mayChange[parts[1]] = true;
            }
        }
    }
}
