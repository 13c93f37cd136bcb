// Trains of thought about digit-string edits: a result at once, edit by edit, or edit by edit with a check of each.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature;

/// <summary>Writes trains of thought about one string of digits and its edits.</summary>
sealed class DigitsTrace(string digits, Word[] edits, DigitsOptions options, TraceText thoughts)
{
    /// <summary>Writes one of the three kinds and returns the string it answers with.</summary>
    public string Write(ref RandomStream random)
    {
        double kind = random.NextDouble();
        if (kind < options.DirectShare)
        {
            string result = edits.Aggregate(digits, DigitsFamily.Apply);
            if (!random.NextBool(options.DirectRight))
                result = Wrong(Wrong(result, ref random), ref random);
            thoughts.Add(Word.So).Add(result);
            if (!random.NextBool(options.SecondThoughtShare))
                return result;
            thoughts.Add(Word.Wait);
        }
        return Steps(checks: kind >= options.DirectShare + options.StepsShare, ref random);
    }

    string Steps(bool checks, ref RandomStream random)
    {
        string now = digits;
        thoughts.Add(now);
        foreach (var edit in edits)
        {
            string right = DigitsFamily.Apply(now, edit);
            string written = random.NextBool(options.StepError) ? Wrong(right, ref random) : right;
            thoughts.Add(edit).Add(written);
            if (checks)
                Check(now, edit, right, written);
            now = checks ? right : written;
        }
        return now;
    }

    void Check(string before, Word edit, string right, string written)
    {
        thoughts.Add(Word.Wait).Add(Word.Check).Add(before).Add(edit).Add(right);
        if (written == right)
            thoughts.Add(Word.Yes);
        else
            thoughts.Add(Word.No).Add(Word.So).Add(right);
    }

    // One digit replaced, or two neighbours exchanged where they differ.
    static string Wrong(string right, ref RandomStream random)
    {
        char[] wrong = right.ToCharArray();
        int place = random.NextInt(wrong.Length);
        if (random.NextBool(0.5) && place > 0 && wrong[place] != wrong[place - 1])
            (wrong[place], wrong[place - 1]) = (wrong[place - 1], wrong[place]);
        else
            wrong[place] = (char)('0' + (wrong[place] - '0' + random.NextInt(1, 10)) % 10);
        return new string(wrong);
    }
}
