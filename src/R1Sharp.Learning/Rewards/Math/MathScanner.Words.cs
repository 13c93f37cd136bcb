// The words of an answer: between marks, in runs of letters, in scripts without spaces; numerals among them are numbers.

using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class MathScanner
{
    const int LongestUnit = 16;

    // Behind the last numeral in words.
    int _numeralEnd = -1;

    // A numeral in words, from its first letter or mark on; null where none begins.
    MathToken? Numeral(string word, int start, bool space)
    {
        if (!EnglishNumerals.CanBegin(word) || EnglishNumerals.Read(_text, start) is not { } numeral)
            return null;
        _position = numeral.End;
        _numeralEnd = BeforeSpace(numeral.End, "\uE001");
        return new MathToken(MathTokenKind.Number, _text[start.._position], start, space) { Value = numeral.Value };
    }

    // The sign before an index that is no space; a letter stands for the beginning.
    char Before(int start)
    {
        int at = start - 1;
        while (at >= 0 && _text[at] is ' ' or '~' or '$' or WordMarks.Start or WordMarks.End)
            at--;
        return at < 0 ? 'a' : _text[at];
    }

    // The index behind space and marks.
    int BehindSpace(int end)
    {
        while (end < _text.Length && _text[end] is ' ' or '~' or '$' or WordMarks.Start or WordMarks.End)
            end++;
        return end;
    }

    // 3 x 10^8 and 3x4: the letter between numbers, with space on both sides or on none.
    bool IsTimes(string run, int start, int end) => run is "x" or "X" && Before(start) is >= '0' and <= '9' or ')' or '}' && BehindSpace(end) is var next
        && next < _text.Length && char.IsAsciiDigit(_text[next])
        && start > 0 && (_text[start - 1] is ' ' or WordMarks.Start) == (end < _text.Length && _text[end] is ' ' or WordMarks.End);

    MathToken MarkedWord(int start, bool space)
    {
        int end = _text.IndexOf(WordMarks.End, start);
        string word = _text[(start + 1)..end];
        _position = end + 1;
        if (IsTimes(word, start, _position))
            return new MathToken(MathTokenKind.Sign, "*", start, space);
        if (Numeral(word, start, space) is { } numeral)
            return numeral;
        if (word.Length == 1 && char.IsAsciiLetter(word[0]))
            return new MathToken(MathTokenKind.Letter, word, start, space) { IsUpright = true };
        return WordOrSeparator(word, start, space);
    }

    MathToken WordOrSeparator(string word, int start, bool space)
    {
        if (MathVocabulary.Connectives.Contains(word))
            return new MathToken(MathTokenKind.Sign, MathVocabulary.Connective(word), start, space);
        if (MathSigns.LogicWords.TryGetValue(word, out string? logic))
            return new MathToken(MathTokenKind.Sign, logic, start, space);
        if (MathVocabulary.Functions.TryGetValue(word, out string? function) && !IsUnitWord(word, start))
            return new MathToken(MathTokenKind.Function, function, start, space);
        return word is "inf" or "infty" or "infinity" or "Infinity" or "oo" ? new MathToken(MathTokenKind.Letter, "infty", start, space)
            : new MathToken(MathTokenKind.Word, word, start, space);
    }

    // 5 min, 20 sec and 3 lb, but 2 sec x, 2 sec 30° and lb(8).
    bool IsUnitWord(string word, int start)
    {
        if (word is not ("min" or "sec" or "lb") || !IsAfterValue(start))
            return false;
        int end = BehindSpace(_position);
        if (end >= _text.Length || _text[end] is '.' or ',' or ';' or '/' or '*' or '^' or ')' or '=')
            return true;
        int last = end;
        while (last < _text.Length && char.IsLetter(_text[last]))
            last++;
        return last > end + 1 || word != "sec" && char.IsAsciiDigit(_text[end]);
    }

    // A run of letters is a word, a function with its argument, or a product of letters.
    MathToken Letters(int start, bool space, bool single)
    {
        int end = start;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
            end++;
        string run = _text[start..end];
        bool afterNumber = run.Length > 1 && IsAfterValue(start), isPlain = IsPlain(start);
        int length = single ? 1 : LetterRuns.FirstLength(run, afterNumber, isPlain);
        _position = start + length;
        bool isWord = length == run.Length && (LetterRuns.IsWord(run, afterNumber, isPlain) || IsUnitWord(run, start));
        // The end of PQRS is no currency.
        if (isWord && start > 0 && char.IsAsciiLetterUpper(_text[start - 1]) && char.IsAsciiLetterUpper(run[0]) && !IsInCommand(start - 1))
        {
            (isWord, length) = (false, 1);
            _position = start + 1;
        }
        string first = run[..length];
        if (!single && IsTimes(run, start, end))
        {
            _position = end;
            return new MathToken(MathTokenKind.Sign, "*", start, space);
        }
        if ((isWord || isPlain && run is "a" or "an") && Numeral(run, start, space) is { } numeral)
            return numeral;
        if (isWord || length > 1 && MathVocabulary.Functions.ContainsKey(first))
            return WordOrSeparator(first, start, space);
        return first switch
        {
            "pi" => new MathToken(MathTokenKind.Letter, "pi", start, space),
            "oo" or "inf" or "infty" or "infinity" => new MathToken(MathTokenKind.Letter, "infty", start, space),
            _ => new MathToken(MathTokenKind.Letter, first, start, space),
        };
    }

    // Between dollar signs, or with commands of LaTeX and no dollar signs, letters are variables.
    bool IsPlain(int start)
    {
        if (!_hasFormulas)
            return !_hasCommands;
        _fuel.Spend(1 + start / 16);
        return _text.AsSpan(0, start).Count('$') % 2 == 0;
    }

    // Behind digits, brackets, \pi, a numeral in words, or another unit: 5 cm, (2+3) cm, 5\pi cm, five cm, 5 sq ft, 60 km/hr.
    bool IsAfterValue(int start)
    {
        int end = BeforeSpace(start, " ~$\\\uE000\uE001");
        if (end > 0 && (char.IsAsciiDigit(_text[end - 1]) || _text[end - 1] is ')' or '}' or '%' or ']') || end > 0 && end == _numeralEnd)
            return true;
        end = BeforeSpace(start, " ~$\\\uE000\uE001/*.^{}-0123456789");
        string word = WordBefore(end);
        if (word == "cdot")
            word = WordBefore(end = BeforeSpace(end - "cdot".Length, " ~$\\\uE000\uE001"));
        return word.Length == 1 ? Units.IsKnown(word) && end > 1 && IsAfterValue(end - 1) : word is "pi" or "sq" or "square" or "cu" or "cubic" or "per"
            or "fluid" or "metric" or "nautical" or "degree" or "degrees" || word.Length > 0 && Units.IsUnit(word);
    }

    // Back over signs, and over spaces of LaTeX such as "\,".
    int BeforeSpace(int end, string signs)
    {
        while (end > 0 && (signs.Contains(_text[end - 1]) || end > 1 && _text[end - 2] == '\\' && _text[end - 1] is ',' or ';' or ':' or '!'))
            end--;
        return end;
    }

    string WordBefore(int end)
    {
        int from = end;
        while (from > 0 && end - from < LongestUnit && char.IsAsciiLetter(_text[from - 1]))
            from--;
        return _text[from..end];
    }

    // Words in scripts without spaces: digits of Chinese in front of a measure word are a number.
    MathToken ForeignWord(int start, bool space)
    {
        int end = start;
        while (end < _text.Length && IsForeign(_text[end]))
            end++;
        foreach (string connective in MathVocabulary.Connectives)
        {
            if (char.IsAscii(connective[0]) || !_text.AsSpan(start, end - start).StartsWith(connective))
                continue;
            _position = start + connective.Length;
            return new MathToken(MathTokenKind.Sign, MathVocabulary.Connective(connective), start, space);
        }
        if (ChineseNumerals.TryRead(_text.AsSpan(start, end - start), out var value, out int length)
            && (length == end - start || Units.IsMeasureWord(_text[(start + length)..end])))
        {
            _position = start + length;
            return new MathToken(MathTokenKind.Number, _text[start.._position], start, space) { Value = value };
        }
        int cut = end;
        for (int i = start + 1; i < end; i++)
            if (MathVocabulary.Connectives.Contains(_text[i].ToString()))
                cut = Math.Min(cut, i);
        _position = cut;
        return new MathToken(MathTokenKind.Word, _text[start..cut], start, space);
    }

    // The Chinese zero is no letter to Unicode.
    static bool IsForeign(char c) => c == '〇' || char.IsLetter(c) && !char.IsAscii(c);
}
