// Unicode's normalization form C. .NET's own leaves text as it is when globalization is invariant, as it is here.

using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// Normalization form C (Unicode Standard Annex 15): canonical decomposition, canonical order of marks, canonical
/// composition. The data are the embedded UnicodeNormalization.txt.
/// </summary>
internal static class UnicodeNormalization
{
    const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    const int LeadCount = 19, VowelCount = 21, TrailCount = 28;

    // No character below U+0300 changes, or makes its neighbour change, unless one from there on stands beside it.
    const char FirstRelevant = '\u0300';
    static readonly SearchValues<char> s_relevant = SearchValues.Create([.. Enumerable.Range(FirstRelevant, char.MaxValue + 1 - FirstRelevant).Select(c => (char)c)]);

    static readonly Lazy<Data> Tables = new(Data.Load);

    /// <summary>The text in form C; the same span when it already is.</summary>
    public static ReadOnlySpan<char> FormC(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny(s_relevant) < 0) return text;
        var data = Tables.Value;
        return MayChange(text, data) ? Compose(CollectionsMarshal.AsSpan(Decompose(text, data)), data) : text;
    }

    static bool MayChange(ReadOnlySpan<char> text, Data data)
    {
        foreach (var rune in text.EnumerateRunes()) if (data.MayChange(rune.Value)) return true;
        return false;
    }

    static List<int> Decompose(ReadOnlySpan<char> text, Data data)
    {
        var characters = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, characters, data);
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

    static void Decompose(int character, List<int> into, Data data)
    {
        int syllable = character - SyllableBase;
        if (syllable is >= 0 and < LeadCount * VowelCount * TrailCount)
        {
            into.Add(LeadBase + syllable / (VowelCount * TrailCount));
            into.Add(VowelBase + syllable / TrailCount % VowelCount);
            if (syllable % TrailCount > 0) into.Add(TrailBase + syllable % TrailCount);
        }
        else if (data.Decompositions.TryGetValue(character, out var parts))
            foreach (int part in parts) Decompose(part, into, data);
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
        var text = new StringBuilder(written);
        for (int i = 0; i < written; i++) text.Append(new Rune(characters[i]).ToString());
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
            using var stream = typeof(UnicodeNormalization).Assembly.GetManifestResourceStream("UnicodeNormalization.txt")!;
            using var reader = new StreamReader(stream);
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

        static int Hexadecimal(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
