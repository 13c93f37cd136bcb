// Which tokens a step of a completion is made of: steps are cut from the text, tokens may lie across the cut.

using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Rollouts;

/// <summary>Finds the tokens that steps end with.</summary>
static class StepEnds
{
    // What a tokenizer says of a letter whose last bytes are still to come.
    const char Unfinished = '\uFFFD';

    /// <summary>
    /// The index of each step's last token, ascending: the first token with which the text reaches the step's end. The last step also has what
    /// follows the text, such as the end-of-text token.
    /// </summary>
    /// <param name="tokenizer">Turns tokens into text.</param>
    /// <param name="tokens">The completion's tokens, at least one.</param>
    /// <param name="steps">The steps, which together are the text.</param>
    public static int[] Of(Tokenizer tokenizer, int[] tokens, IReadOnlyList<string> steps)
    {
        var ends = new int[steps.Count];
        int characters = 0, from = 0;
        for (int i = 0; i < ends.Length - 1; i++)
        {
            characters += steps[i].Length;
            ends[i] = from = Reaching(tokenizer, tokens, characters, from);
        }
        ends[^1] = tokens.Length - 1;
        return ends;
    }

    static int Reaching(Tokenizer tokenizer, int[] tokens, int characters, int from)
    {
        int to = tokens.Length - 1;
        while (from < to)
        {
            int middle = (from + to) / 2;
            if (tokenizer.Decode(tokens.AsSpan(..(middle + 1))).TrimEnd(Unfinished).Length >= characters)
                to = middle;
            else
                from = middle + 1;
        }
        return from;
    }
}
