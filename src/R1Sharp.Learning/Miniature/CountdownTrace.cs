// Trains of thought about Countdown, from a single guess to a search in order. The search in order opens with a word of
// its own ("try"), so that reinforcement can choose it with one token.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature;

/// <summary>Writes trains of thought about one Countdown problem.</summary>
sealed class CountdownTrace(List<CountdownAttempt> attempts, int target, CountdownOptions options, TraceText thoughts)
{
    /// <summary>Writes one of the four kinds and returns the expression it answers with.</summary>
    public string Write(ref RandomStream random)
    {
        double kind = random.NextDouble();
        if (kind < options.DirectShare)
            return Guess(1, ref random);
        if (kind < options.DirectShare + options.LazyShare)
            return Guess(options.SearchLimit, ref random);
        if (kind < options.DirectShare + options.LazyShare + options.CarefulShare)
            return Search(options.CarefulGiveUp, overlook: false, ref random);
        thoughts.Add(Word.Try);
        return Search(giveUp: 0, random.NextBool(options.OverlookShare), ref random);
    }

    // Random tries, each written out in full; they may repeat.
    string Guess(int most, ref RandomStream random)
    {
        for (int tries = 1; ; tries++)
        {
            var attempt = attempts[random.NextInt(attempts.Count)];
            if (Judge(attempt, 0, false, ref random))
                return Recheck(attempt, ref random);
            if (tries == most || random.NextBool(options.LazyGiveUp))
                return attempt.Expression;
            thoughts.Add(Word.Wait);
        }
    }

    // All attempts in order. What an attempt shares with the one before is not written again.
    string Search(double giveUp, bool overlook, ref RandomStream random)
    {
        int count = Math.Min(attempts.Count, options.SearchLimit);
        for (int i = 0; i < count; i++)
        {
            if (Judge(attempts[i], i == 0 ? 0 : SharedSteps(attempts[i - 1], attempts[i]), overlook, ref random))
                return Recheck(attempts[i], ref random);
            if (i + 1 < count && random.NextBool(giveUp))
                return attempts[i].Expression;
            if (i + 1 < count)
                thoughts.Add(Word.Wait);
        }
        string nearest = attempts.Take(count).MinBy(attempt => Math.Abs(attempt.Value - target))!.Expression;
        thoughts.Add(Word.So).Add(nearest);
        return nearest;
    }

    // Writes "12-9=3,3+3=6:6 yes": the steps from the given one on, the target beside the result, the verdict.
    bool Judge(CountdownAttempt attempt, int firstStep, bool overlook, ref RandomStream random)
    {
        var steps = attempt.Steps[firstStep..];
        bool hit = attempt.Value == target;
        if (hit && overlook)
            steps[^1] = steps[^1] with { Result = Slip.OneDigit(steps[^1].Result, ref random) };
        bool yes = hit ? !overlook : random.NextBool(options.FalseYes);
        thoughts.Add($"{string.Join(',', steps)}:{target}").Add(yes ? Word.Yes : Word.No);
        return yes;
    }

    string Recheck(CountdownAttempt attempt, ref RandomStream random)
    {
        for (int round = 0; round < 3 && random.NextBool(options.RecheckShare); round++)
        {
            thoughts.Add(Word.Wait).Add(Word.Check);
            thoughts.Add($"{string.Join(',', attempt.Steps)}:{target}").Add(attempt.Value == target ? Word.Yes : Word.No);
        }
        return attempt.Expression;
    }

    internal static int SharedSteps(CountdownAttempt before, CountdownAttempt now)
    {
        int shared = 0;
        while (shared < now.Steps.Length - 1 && before.Steps[shared] == now.Steps[shared])
            shared++;
        return shared;
    }
}
