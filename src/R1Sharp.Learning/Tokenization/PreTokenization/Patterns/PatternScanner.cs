// Runs a regular expression over a text, character by character, with an end to backtracking.

using System.Text;

namespace R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

/// <summary>
/// The leftmost match, found by backtracking as Oniguruma finds it. Patterns come from a stranger's file, so the steps of
/// a text are limited, in proportion to its length; the known patterns of the families have faster scanners of their own.
/// </summary>
/// <param name="program">The pattern.</param>
internal sealed class PatternScanner(PatternProgram program) : IPieceScanner
{
    const long LeastFuel = 100_000, FuelPerCharacter = 500;
    const int LongestStackKept = 1 << 16;

    [ThreadStatic] static long t_fuel;
    [ThreadStatic] static (int Step, int Position)[]? t_stack;

    public bool TryNext(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        if (from == 0) t_fuel = LeastFuel + FuelPerCharacter * text.Length;
        if (t_stack is null || t_stack.Length > LongestStackKept) t_stack = new (int, int)[256];
        for (start = from; start <= text.Length; start += start < text.Length ? CharacterAt(text, start).Length : 1)
        {
            end = Run(text, start, 0, 0);
            if (end >= 0) return true;
        }
        end = start;
        return false;
    }

    /// <summary>Where the steps from one on match when they begin at a position; −1 where they do not.</summary>
    int Run(ReadOnlySpan<char> text, int position, int step, int stackStart)
    {
        var steps = program.Steps;
        int stack = stackStart;
        while (true)
        {
            if (--t_fuel < 0) throw new UserErrorException($"The pre-tokenizer pattern \"{program.Source}\" takes too many steps on this text.");
            var current = steps[step];
            bool holds = true;
            switch (current.Operation)
            {
                case PatternOperation.Accept:
                    return position;
                case PatternOperation.Jump:
                    step = current.Argument;
                    continue;
                case PatternOperation.Fork:
                    Push(stack++, (current.Other, position));
                    step = current.Argument;
                    continue;
                case PatternOperation.Set:
                    holds = Take(text, ref position, current.Argument);
                    step++;
                    break;
                case PatternOperation.Place:
                    holds = IsPlace(text, position, (PatternPlace)current.Argument);
                    step++;
                    break;
                case PatternOperation.Atomic:
                    int end = Run(text, position, step + 1, stack);
                    holds = end >= 0;
                    (position, step) = (end, current.Argument);
                    break;
                default:
                    int from = current.Operation == PatternOperation.LookBehind ? Before(text, position) : position;
                    holds = (from >= 0 && Run(text, from, step + 1, stack) >= 0) == (current.Other == 1);
                    step = current.Argument;
                    break;
            }
            if (holds) continue;
            if (stack == stackStart) return -1;
            (step, position) = t_stack![--stack];
        }
    }

    static void Push(int index, (int, int) entry)
    {
        if (index == t_stack!.Length) Array.Resize(ref t_stack, 2 * index);
        t_stack[index] = entry;
    }

    bool Take(ReadOnlySpan<char> text, ref int position, int set)
    {
        if (position >= text.Length) return false;
        var (character, length) = CharacterAt(text, position);
        if (!program.Sets[set].Contains(character)) return false;
        position += length;
        return true;
    }

    static (int Character, int Length) CharacterAt(ReadOnlySpan<char> text, int index)
    {
        if (!char.IsSurrogate(text[index])) return (text[index], 1);
        Rune.DecodeFromUtf16(text[index..], out var rune, out int length);
        return (rune.Value, length);
    }

    // The beginning of the character before a position; −1 at the start of the text.
    static int Before(ReadOnlySpan<char> text, int position) =>
        position == 0 ? -1 : position - (position > 1 && char.IsSurrogatePair(text[position - 2], text[position - 1]) ? 2 : 1);

    static bool IsPlace(ReadOnlySpan<char> text, int position, PatternPlace place) => place switch
    {
        PatternPlace.TextStart => position == 0,
        PatternPlace.TextEnd => position == text.Length,
        PatternPlace.TextEndOrLastBreak => position == text.Length || (position == text.Length - 1 && text[position] == '\n'),
        PatternPlace.LineStart => position == 0 || (text[position - 1] == '\n' && position < text.Length),
        PatternPlace.LineEnd => position == text.Length || text[position] == '\n',
        PatternPlace.WordEdge => IsWordEdge(text, position),
        _ => !IsWordEdge(text, position),
    };

    static bool IsWordEdge(ReadOnlySpan<char> text, int position)
    {
        bool before = Before(text, position) is >= 0 and var start && PatternSet.Word.Contains(CharacterAt(text, start).Character);
        bool behind = position < text.Length && PatternSet.Word.Contains(CharacterAt(text, position).Character);
        return before != behind;
    }
}
